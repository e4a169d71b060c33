import type { FC } from 'hono/jsx';

/** Shows the advice of an error; words between backticks are code. */
export const Advice: FC<{ text: string }> = ({ text }) => (
  <>{text.split('`').map((part, i) => (i % 2 === 1 ? <code>{part}</code> : part))}</>
);
