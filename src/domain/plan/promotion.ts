/** One rule of how an environment is entered. */
export interface PromotionRule {
  /** The condition under which it holds; always, if there is none. */
  readonly when?: string;
  readonly mode: PromotionMode;
  /** Why, in the operator's words. */
  readonly because?: string;
}

export type PromotionChoice = Pick<PromotionRule, 'mode' | 'because'>;

/** What became of one condition. */
export interface ConditionResult {
  readonly holds: boolean;
  /** Why nobody can tell. People are asked then, if that is what the rule is about. */
  readonly problem?: string;
}

/** The rules of an environment that names none: who sets up a gate wants it asked. */
export function defaultRules(environment: { readonly hasGate: boolean }): readonly PromotionRule[] {
  return [{ mode: environment.hasGate ? 'delivery' : 'deployment' }];
}

/**
 * How an environment is entered: by the first rule that holds. If none does, people are asked,
 * because a gate too many is mended sooner than a release too many.
 */
export function choosePromotion(
  rules: readonly PromotionRule[],
  holds: (rule: PromotionRule & { readonly when: string }) => boolean,
): PromotionChoice {
  const rule = rules.find((one) => one.when === undefined || holds({ ...one, when: one.when }));
  if (!rule) return { mode: 'delivery', because: 'no rule of promotion holds' };
  return { mode: rule.mode, ...(rule.because !== undefined && { because: rule.because }) };
}

/** `deployment` goes on by itself; `delivery` asks people at a gate. */
export const PROMOTION_MODES = ['deployment', 'delivery'] as const;

export type PromotionMode = (typeof PROMOTION_MODES)[number];
