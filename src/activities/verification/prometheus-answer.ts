import { meets, overall } from '../../domain/plan/check-result.ts';
import type { Expectation } from '../../domain/plan/pipeline.ts';
import { beginningOf } from './request.ts';
import type { Attempt } from './retry.ts';

type Loose = Readonly<Record<string, unknown>>;

/** One number, as it came and as it counts, and of which series it is. */
interface Sample {
  readonly labels: string;
  readonly written: string;
  readonly value: number;
}

const NO_ANSWER = 'not a Prometheus response';

/**
 * Judges an answer of `/api/v1/query`: every series must meet what is expected, and one that does
 * not is enough to fail. What is no measurement is inconclusive: an error, no series, `NaN`, and a
 * good number that comes with a warning, because some of the data may be missing.
 */
export async function judgeMeasurement(response: Response, expect: Expectation): Promise<Attempt> {
  const { text, whole } = await beginningOf(response);
  if (!whole) return blind('responded with more than 1 MiB');
  const body = parsed(text);
  if (response.status !== 200 || body['status'] === 'error') {
    const error = typeof body['error'] === 'string' ? `: ${short(body['error'])}` : '';
    return blind(`responded ${response.status}${error}`);
  }
  const samples = samplesOf(object(body['data']));
  if (typeof samples === 'string') return blind(samples);
  const judged = judge(samples, expect);
  const warning = warningOf(body);
  if (judged.verdict !== 'passed' || warning === undefined) return judged;
  return blind(`${judged.saw}, but warned: ${short(warning)}`);
}

function judge(samples: readonly Sample[], expect: Expectation): Attempt {
  const results = samples.map((sample) => ({ ...sample, verdict: meets(expect, sample.value) }));
  const verdict = overall(results);
  const telling = results.filter((result) => result.verdict === verdict);
  const [first] = telling;
  if (!first) return blind('returned no series');
  const of = samples.length > 1 ? ` (${telling.length} of ${samples.length} series)` : '';
  const expected = verdict === 'passed' ? '' : `, expected ${expect.operator} ${expect.value}`;
  return { verdict, saw: `gave ${first.written}${first.labels}${expected}${of}` };
}

/** @returns why there are none, if the answer is of another kind */
function samplesOf({ resultType, result }: Loose): readonly Sample[] | string {
  if (resultType === 'scalar') return [{ labels: '', ...numberOf(result) }];
  if (resultType === 'vector' && Array.isArray(result))
    return result.map((item) => {
      const { metric, value } = object(item);
      return { labels: labelsOf(object(metric)), ...numberOf(value) };
    });
  if (resultType === 'matrix' || resultType === 'string')
    return `returned a ${resultType} instead of one number a series`;
  return NO_ANSWER;
}

/** The number of a pair of an instant and a text. What has none, as a histogram, is no number. */
function numberOf(pair: unknown): Pick<Sample, 'written' | 'value'> {
  const written: unknown = Array.isArray(pair) ? pair[1] : undefined;
  if (typeof written !== 'string' || written.trim() === '')
    return { written: 'no number', value: Number.NaN };
  return { written: short(written), value: Number(written.replace(/^([+-]?)Inf$/, '$1Infinity')) };
}

function labelsOf(metric: Loose): string {
  const pairs = Object.entries(metric).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? '' : ` for ${short(`{${pairs.join(', ')}}`)}`;
}

/** A remark about the query says nothing about the data; older servers put it among the warnings. */
function warningOf({ warnings }: Loose): string | undefined {
  const texts = Array.isArray(warnings) ? warnings.map(String) : [];
  return texts.find((text) => !text.startsWith('PromQL info:'));
}

function blind(saw: string): Attempt {
  return { verdict: 'inconclusive', saw };
}

function parsed(text: string): Loose {
  try {
    return object(JSON.parse(text));
  } catch {
    return {};
  }
}

function object(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {};
}

/** Errors repeat the query, and labels may be many: a sentence has one line. */
function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
