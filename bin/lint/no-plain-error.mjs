/**
 * A lint rule for workflow code: an Error that is not a failure of Temporal's fails the workflow
 * task, not the run, and the task is tried for ever.
 */
const PLAIN = new Set(['Error', 'TypeError', 'RangeError', 'SyntaxError', 'SlipwayError']);

const message =
  'An Error of this kind fails the workflow task, which is then tried for ever; ' +
  'use an ApplicationFailure.';

function create(context) {
  const check = (node) => {
    if (node.callee.type === 'Identifier' && PLAIN.has(node.callee.name)) {
      context.report({ node, message });
    }
  };
  return { NewExpression: check, CallExpression: check };
}

// oxlint-disable-next-line import/no-default-export -- how a plugin is found
export default { meta: { name: 'slipway' }, rules: { 'no-plain-error': { create } } };
