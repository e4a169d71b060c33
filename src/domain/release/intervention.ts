/**
 * What a person orders of a release beside voting. It travels like a vote: signed by the API, and
 * checked by the worker.
 */
import { canonicalJson } from '../canonical-json.ts';
import type { PromotionMode } from '../plan/promotion.ts';

/** What a person may choose when a release asks for guidance. */
export const GUIDANCE_CHOICES = ['retry', 'ignore', 'rollback', 'fail'] as const;
export type GuidanceChoice = (typeof GUIDANCE_CHOICES)[number];

interface AnyIntervention {
  /** Unique, so that its receipt can be asked for. */
  readonly interventionId: string;
  /** Who orders it, from the credential. */
  readonly by: string;
  /** Milliseconds since the Unix epoch, by the clock of who took it. */
  readonly atMs: number;
  readonly environment: string;
  /** The run that it is meant for: an order does not outlive a reset. */
  readonly runId: string;
  readonly reason?: string;
}

/** Deploys without approval, soak and window. */
export interface Override extends AnyIntervention {
  readonly kind: 'override';
  readonly reason: string;
}

/** Switches how an environment is entered, while the release waits to enter it. */
export interface ModeChange extends AnyIntervention {
  readonly kind: 'mode';
  readonly mode: PromotionMode;
  readonly reason: string;
}

/** The answer to a question of a release that does not know how to go on. */
export interface GuidanceResponse extends AnyIntervention {
  readonly kind: 'guidance';
  readonly choice: GuidanceChoice;
  /** The id of the guidance request. */
  readonly guidanceRequest: string;
}

export type Intervention = Override | ModeChange | GuidanceResponse;

/** An order as the signal carries it. */
export type SignedIntervention = Intervention & {
  /** Ed25519 over `interventionSigningText`, base64. Absent when it was typed into a tool of Temporal. */
  readonly signature?: string;
};

/** An order whose signature has been looked at. */
export type CheckedIntervention = Intervention & { readonly signed: boolean };

export type InterventionRefusal =
  | 'INTERVENTION_UNSIGNED'
  | 'NOTHING_TO_ACT_ON'
  | 'CHOICE_UNAVAILABLE';

/** What one order did. */
export type InterventionResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly code: InterventionRefusal };

/** What an order is held against. */
export interface InterventionContext {
  /** The environment that the release enters, or has just entered. */
  readonly environment?: string;
  /** Whether it waits to enter it. */
  readonly isWaiting: boolean;
  /** What it asks, if it does. */
  readonly asked?: {
    readonly guidanceRequest: string;
    readonly choices: readonly GuidanceChoice[];
  };
  readonly runId?: string;
}

/** Tells what an order does. Never throws. */
export function judgeIntervention(
  intervention: CheckedIntervention,
  situation: InterventionContext,
): InterventionResult {
  const code = refusalOf(intervention, situation);
  return code ? { kind: 'refused', code } : { kind: 'done' };
}

function refusalOf(
  intervention: CheckedIntervention,
  situation: InterventionContext,
): InterventionRefusal | undefined {
  const { environment, isWaiting, asked, runId } = situation;
  if (!intervention.signed) return 'INTERVENTION_UNSIGNED';
  if (intervention.environment !== environment) return 'NOTHING_TO_ACT_ON';
  if (runId !== undefined && intervention.runId !== runId) return 'NOTHING_TO_ACT_ON';
  if (intervention.kind !== 'guidance') return isWaiting ? undefined : 'NOTHING_TO_ACT_ON';
  if (asked?.guidanceRequest !== intervention.guidanceRequest) return 'NOTHING_TO_ACT_ON';
  return asked.choices.includes(intervention.choice) ? undefined : 'CHOICE_UNAVAILABLE';
}

/** Who overrode the gate of an environment; `undefined` if nobody did. */
export function overriddenBy(
  obeyed: readonly Intervention[],
  environment: string,
): string | undefined {
  return obeyed.find(
    (intervention) => intervention.kind === 'override' && intervention.environment === environment,
  )?.by;
}

/** The mode that a person has switched to, by orders that were obeyed, the oldest first. */
export function chosenMode(
  obeyed: readonly Intervention[],
  environment: string,
): PromotionMode | undefined {
  return obeyed
    .flatMap((intervention) =>
      intervention.kind === 'mode' && intervention.environment === environment
        ? [intervention.mode]
        : [],
    )
    .at(-1);
}

/** Whether orders that were obeyed let a release into an environment without asking at its gate. */
export function skipsApproval(obeyed: readonly Intervention[], environment: string): boolean {
  const isOverridden = overriddenBy(obeyed, environment) !== undefined;
  return isOverridden || chosenMode(obeyed, environment) === 'automatic';
}

/** The text that an order's signature is taken over: every field of it, in canonical form. */
export function interventionSigningText(intervention: Intervention): string {
  return canonicalJson({ ...intervention });
}

/**
 * Reads the payload of an order signal, which anybody with access to Temporal may have typed.
 *
 * @returns `undefined` if it is no order; never throws
 */
export function parseIntervention(payload: unknown): SignedIntervention | undefined {
  if (payload === null || typeof payload !== 'object') return undefined;
  const fields = payload as Record<string, unknown>;
  const { interventionId, by, atMs, environment, runId, reason, signature } = fields;
  if (![interventionId, by, environment, runId].every(isText)) return undefined;
  if (typeof atMs !== 'number' || !(Math.abs(atMs) <= 8.64e15)) return undefined;
  const what = readWhat(fields);
  if (!what) return undefined;
  return {
    ...what,
    interventionId,
    by,
    atMs,
    environment,
    runId,
    ...(isText(reason) && { reason }),
    ...(isText(signature) && { signature }),
  } as SignedIntervention;
}

function readWhat({ kind, mode, choice, guidanceRequest, reason }: Record<string, unknown>) {
  if (kind === 'override') return isText(reason) ? { kind } : undefined;
  if (kind === 'mode')
    return isText(reason) && (mode === 'approval' || mode === 'automatic')
      ? { kind, mode }
      : undefined;
  if (kind !== 'guidance' || !isText(guidanceRequest)) return undefined;
  return GUIDANCE_CHOICES.some((known) => known === choice)
    ? { kind, choice, guidanceRequest }
    : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 4_000;
}
