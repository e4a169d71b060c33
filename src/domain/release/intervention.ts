/**
 * Interventions of users in a release, beside votes. Like a vote, each is signed by the API and checked
 * by the worker.
 */
import { canonicalJson } from '../canonical-json.ts';
import type { PromotionMode } from '../plan/promotion.ts';

/** The choices of a guidance request. */
export const GUIDANCE_CHOICES = ['retry', 'ignore', 'rollback', 'fail'] as const;
export type GuidanceChoice = (typeof GUIDANCE_CHOICES)[number];

interface AnyIntervention {
  /** Unique, so that its receipt can be asked for. */
  readonly interventionId: string;
  /** The user, from the credential. */
  readonly by: string;
  /** Milliseconds since the Unix epoch, by the clock of the API. */
  readonly atMs: number;
  readonly environment: string;
  /** The run that is meant: an intervention does not outlive a Reset. */
  readonly runId: string;
  readonly reason?: string;
}

/** Deploys without approval, soak and window. */
export interface Override extends AnyIntervention {
  readonly kind: 'override';
  readonly reason: string;
}

/** Changes the mode of an environment that the release waits to enter. */
export interface ModeChange extends AnyIntervention {
  readonly kind: 'mode';
  readonly mode: PromotionMode;
  readonly reason: string;
}

/** The response to a guidance request. */
export interface GuidanceResponse extends AnyIntervention {
  readonly kind: 'guidance';
  readonly choice: GuidanceChoice;
  /** The id of the guidance request. */
  readonly guidanceRequest: string;
}

export type Intervention = Override | ModeChange | GuidanceResponse;

/** An intervention as the payload of its signal. */
export type SignedIntervention = Intervention & {
  /** Ed25519 over `interventionSigningText`, base64. Absent in one that was typed into a tool of Temporal. */
  readonly signature?: string;
};

/** An intervention whose signature was checked. */
export type CheckedIntervention = Intervention & { readonly signed: boolean };

export type InterventionRefusal =
  | 'INTERVENTION_UNSIGNED'
  | 'NOTHING_TO_ACT_ON'
  | 'CHOICE_UNAVAILABLE';

/** The effect of an intervention. */
export type InterventionResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly code: InterventionRefusal };

/** The state of a release by which interventions are judged. */
export interface InterventionContext {
  /** The environment that the release enters, or has just entered. */
  readonly environment?: string;
  /** Whether the release waits to enter it. */
  readonly isWaiting: boolean;
  /** The open guidance request, if there is one. */
  readonly asked?: {
    readonly id: string;
    readonly choices: readonly GuidanceChoice[];
  };
  readonly runId?: string;
}

/** The effect of an intervention. Never throws. */
export function judgeIntervention(
  intervention: CheckedIntervention,
  context: InterventionContext,
): InterventionResult {
  const code = refusalOf(intervention, context);
  return code ? { kind: 'refused', code } : { kind: 'done' };
}

function refusalOf(
  intervention: CheckedIntervention,
  context: InterventionContext,
): InterventionRefusal | undefined {
  const { environment, isWaiting, asked, runId } = context;
  if (!intervention.signed) return 'INTERVENTION_UNSIGNED';
  if (intervention.environment !== environment) return 'NOTHING_TO_ACT_ON';
  if (runId !== undefined && intervention.runId !== runId) return 'NOTHING_TO_ACT_ON';
  if (intervention.kind !== 'guidance') return isWaiting ? undefined : 'NOTHING_TO_ACT_ON';
  if (asked?.id !== intervention.guidanceRequest) return 'NOTHING_TO_ACT_ON';
  return asked.choices.includes(intervention.choice) ? undefined : 'CHOICE_UNAVAILABLE';
}

/** The user who overrode the gate of an environment; `undefined` if nobody did. */
export function overriddenBy(
  accepted: readonly Intervention[],
  environment: string,
): string | undefined {
  return accepted.find(
    (intervention) => intervention.kind === 'override' && intervention.environment === environment,
  )?.by;
}

/** The mode that a user has chosen, by the accepted interventions, the oldest first. */
export function chosenMode(
  accepted: readonly Intervention[],
  environment: string,
): PromotionMode | undefined {
  return accepted
    .flatMap((intervention) =>
      intervention.kind === 'mode' && intervention.environment === environment
        ? [intervention.mode]
        : [],
    )
    .at(-1);
}

/** Whether the accepted interventions skip the approval for an environment. */
export function skipsApproval(accepted: readonly Intervention[], environment: string): boolean {
  const isOverridden = overriddenBy(accepted, environment) !== undefined;
  return isOverridden || chosenMode(accepted, environment) === 'automatic';
}

/** The text that the signature of an intervention covers: all of its fields, in canonical form. */
export function interventionSigningText(intervention: Intervention): string {
  return canonicalJson({ ...intervention });
}

/**
 * Reads the payload of an intervention signal, which anybody with access to Temporal may have typed.
 *
 * @returns `undefined` if the payload is no intervention; never throws
 */
export function parseIntervention(payload: unknown): SignedIntervention | undefined {
  if (payload === null || typeof payload !== 'object') return undefined;
  const fields = payload as Record<string, unknown>;
  const { interventionId, by, atMs, environment, runId, reason, signature } = fields;
  if (![interventionId, by, environment, runId].every(isText)) return undefined;
  if (typeof atMs !== 'number' || !(Math.abs(atMs) <= 8.64e15)) return undefined;
  const body = readBody(fields);
  if (!body) return undefined;
  return {
    ...body,
    interventionId,
    by,
    atMs,
    environment,
    runId,
    ...(isText(reason) && { reason }),
    ...(isText(signature) && { signature }),
  } as SignedIntervention;
}

function readBody({ kind, mode, choice, guidanceRequest, reason }: Record<string, unknown>) {
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
