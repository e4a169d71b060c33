/** One rule of how an environment is entered. */
export interface PromotionRule {
  /** The condition under which it holds; always, if there is none. */
  readonly when?: string;
  readonly mode: PromotionMode;
  /** Why, in the operator's words. */
  readonly reason?: string;
}

export type PromotionChoice = Pick<PromotionRule, 'mode' | 'reason'>;

/** The result of one condition. */
export interface ConditionResult {
  readonly matches: boolean;
  /** Why the condition could not be evaluated. An approval is required then, if the rule is about that. */
  readonly problem?: string;
}

/** The rules of an environment without rules of its own: a gate means that approval is required. */
export function defaultRules(environment: { readonly hasGate: boolean }): readonly PromotionRule[] {
  return [{ mode: environment.hasGate ? 'approval' : 'automatic' }];
}

/**
 * How an environment is entered: by the first rule that holds. If none does, people are asked,
 * because a gate too many is fixed sooner than a release too many.
 */
export function choosePromotion(
  rules: readonly PromotionRule[],
  matches: (rule: PromotionRule & { readonly when: string }) => boolean,
): PromotionChoice {
  const rule = rules.find((one) => one.when === undefined || matches({ ...one, when: one.when }));
  if (!rule) return { mode: 'approval', reason: 'no promotion rule matches' };
  return { mode: rule.mode, ...(rule.reason !== undefined && { reason: rule.reason }) };
}

/** `automatic` continues by itself; `approval` waits at a gate. */
export const PROMOTION_MODES = ['automatic', 'approval'] as const;

export type PromotionMode = (typeof PROMOTION_MODES)[number];
