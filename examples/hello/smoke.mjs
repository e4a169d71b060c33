/** Checks that the right commit answers where it was deployed. */
import { ask } from './ask.mjs';

const { SLIPWAY_URL: url, SLIPWAY_COMMIT: commit } = process.env;
const { body } = await ask(url);
console.log(`${url} says: ${body.trim()}`);
if (!body.startsWith('Hello!') || !body.includes(commit)) {
  console.error(`Expected a hello from commit ${commit}.`);
  process.exitCode = 1;
}
