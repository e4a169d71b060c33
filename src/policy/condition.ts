/**
 * The conditions of promotion: expressions in CEL, the Common Expression Language, over the change
 * that a release brings. The only file that knows the library.
 */
import { Environment, type TypeCheckResult } from '@marcbachmann/cel-js';
import type { Change } from '../domain/plan/change.ts';
import type { ConditionResult } from '../domain/plan/promotion.ts';
import { glob } from './glob.ts';
import { refusedPart } from './refused-part.ts';

const LONGEST = 2_000;
const LIMITS = {
  maxAstNodes: 300,
  maxDepth: 40,
  maxListElements: 100,
  maxMapEntries: 20,
  maxCallArguments: 8,
};

/** The fields of a change, by the types of CEL. */
const FIELDS: Readonly<Record<keyof Change, string>> = {
  paths: 'list<string>',
  linesAdded: 'int',
  linesRemoved: 'int',
  authors: 'list<string>',
  message: 'string',
  branch: 'string',
  hoursSinceDeployment: 'int',
  failuresLately: 'int',
};

/** As conditions are written: strictly, so that a slip is found when they are read. */
const STRICT = environmentOf(FIELDS);
/** As they are evaluated: two of the fields may be `null`, for which the library has no type. */
const LENIENT = environmentOf({ ...FIELDS, branch: 'dyn', hoursSinceDeployment: 'dyn' });

function environmentOf(schema: Record<keyof Change, string>): Environment {
  return new Environment({ limits: LIMITS })
    .registerVariable('change', { schema })
    .registerFunction('glob(string, string): bool', glob, { async: false })
    .registerOperator('string == null', (left, right) => left === right)
    .registerOperator('int == null', (left, right) => left === right);
}

/**
 * Tells what is wrong with a condition: it is too long, is not CEL, names what a change does not
 * have, compares what cannot be compared, is not true or false, or could take for ever.
 *
 * @returns one sentence without a full stop, or `undefined` if the condition can be used
 */
export function conditionProblem(text: string): string | undefined {
  if (text.length > LONGEST) return `it is longer than ${LONGEST} characters`;
  try {
    const parsed = STRICT.parse(text);
    const refused = refusedPart(parsed.ast, Object.keys(FIELDS));
    if (refused) return at(refused.why, refused.node.start);
    return typeProblem(parsed.check());
  } catch (error) {
    return sentenceOf(error);
  }
}

function typeProblem({ valid, type, error }: TypeCheckResult): string | undefined {
  if (!valid) return sentenceOf(error);
  return type === 'bool' ? undefined : `it is of the type ${type}, not bool`;
}

/**
 * Tells whether a condition holds for a change. Never throws: a condition of which nobody can tell,
 * because it calculates with `null` for example, does not hold, and its problem says why.
 */
export function evaluate(text: string, change: Change): ConditionResult {
  const problem = conditionProblem(text);
  if (problem !== undefined) return { matches: false, problem };
  try {
    return { matches: LENIENT.evaluate(text, { change: valuesOf(change) }) === true };
  } catch (error) {
    return { matches: false, problem: sentenceOf(error) };
  }
}

/** Whole numbers of CEL are BigInt: a number would be a double, to which no 1 can be added. */
function valuesOf(change: Change): Record<string, unknown> {
  const values = Object.keys(FIELDS).map((name) => {
    const value = change[name as keyof Change];
    return [name, typeof value === 'number' ? BigInt(value) : value];
  });
  return Object.fromEntries(values);
}

/** What the library says, and where; without the lines of text that it draws. */
function sentenceOf(error: unknown): string {
  const { summary, message, range } = error as Partial<CelError> & Error;
  return at(summary ?? message, range?.start);
}

interface CelError {
  readonly summary: string;
  readonly range?: { readonly start: number };
}

function at(sentence: string, start: number | undefined): string {
  return start === undefined ? sentence : `${sentence} (at character ${start + 1})`;
}
