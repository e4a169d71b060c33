import type { FC, PropsWithChildren } from 'hono/jsx';

interface ReasonProps {
  /** Unique on the page. */
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
}

/** A text field for a reason or comment. */
export const Reason: FC<ReasonProps> = ({ id, name, label, required = false }) => (
  <p class="field">
    <label for={id}>
      {label}
      {required ? null : <span class="muted"> (optional)</span>}
    </label>
    <textarea id={id} name={name} rows={2} maxlength={2000} required={required}></textarea>
  </p>
);

interface FoldedProps {
  /** Unique on the page: whether it is open is kept when the page is refreshed. */
  readonly id: string;
  readonly summary: string;
}

/** Shown when unfolded. */
export const Folded: FC<PropsWithChildren<FoldedProps>> = ({ id, summary, children }) => (
  <details id={id} class="folded">
    <summary>{summary}</summary>
    {children}
  </details>
);
