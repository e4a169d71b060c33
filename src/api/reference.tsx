import type { FC } from 'hono/jsx';
import { ERRORS } from '../domain/errors.ts';
import { STYLE } from './reference-style.ts';

interface Media {
  readonly schema?: unknown;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly {
    name: string;
    in: string;
    required?: boolean;
    schema: Readonly<Record<string, unknown>> & { readonly description?: string };
  }[];
  readonly requestBody?: { readonly content: Record<string, Media> };
  readonly responses: Record<
    string,
    { readonly description: string; readonly content?: Record<string, Media> }
  >;
}

/** As much of an OpenAPI document as the page shows. */
export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}

export interface ReferenceProps {
  readonly document: ApiDocument;
  readonly errors: readonly { code: string; status: number; retryable: boolean; next: string }[];
}

/** The whole API on one page: every call, every shape, every error. */
export const Reference: FC<ReferenceProps> = ({ document, errors }) => {
  const calls = callsOf(document);
  const shapes = Object.entries(document.components.schemas);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${document.info.title} API`}</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <main>
          <h1>{document.info.title} API</h1>
          <p>
            {document.info.description} The same as a document:{' '}
            <a href="/openapi.json">/openapi.json</a>.
          </p>
          <Contents calls={calls} shapes={shapes.map(([name]) => name)} />
          <h2 id="calls">Calls</h2>
          {calls.map((call) => (
            <CallSection {...call} />
          ))}
          <h2 id="shapes">Shapes</h2>
          {shapes.map(([name, schema]) => (
            <section id={name}>
              <h3>{name}</h3>
              <Json label={name} value={schema} />
            </section>
          ))}
          <h2 id="errors">Errors</h2>
          <Errors errors={errors} />
        </main>
      </body>
    </html>
  );
};

interface Call {
  readonly title: string;
  readonly operation: Operation;
}

function callsOf({ paths }: ApiDocument): readonly Call[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      title: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );
}

const Contents: FC<{ calls: readonly Call[]; shapes: readonly string[] }> = (props) => (
  <nav aria-label="Contents">
    <ul>
      {props.calls.map(({ title, operation }) => (
        <li>
          <a href={`#${operation.operationId}`}>
            <code>{title}</code>
          </a>
        </li>
      ))}
    </ul>
    <p>
      Shapes:{' '}
      {props.shapes.map((name, i) => (
        <>
          {i > 0 ? ', ' : ''}
          <a href={`#${name}`}>{name}</a>
        </>
      ))}
      {'. '}
      <a href="#errors">Errors</a>.
    </p>
  </nav>
);

const CallSection: FC<Call> = ({ title, operation }) => (
  <section id={operation.operationId}>
    <h3>
      <code>{title}</code>
    </h3>
    <p>{operation.summary}.</p>
    {operation.description ? (
      <p>
        <Words text={operation.description} />
      </p>
    ) : null}
    {operation.parameters ? <Parameters parameters={operation.parameters} /> : null}
    {operation.requestBody ? (
      <Body label={title} title="Body" content={operation.requestBody.content} />
    ) : null}
    {Object.entries(operation.responses).map(([status, { description, content }]) => (
      <Body
        label={title}
        title={`${status}: ${description}`}
        content={Number(status) < 300 ? content : undefined}
      />
    ))}
  </section>
);

const Parameters: FC<{ parameters: NonNullable<Operation['parameters']> }> = ({ parameters }) => (
  <ul>
    {parameters.map(({ name, in: place, required, schema: { description = '', ...schema } }) => (
      <li>
        <code>{name}</code> in {place}
        {required ? ', required' : ''}: <code>{JSON.stringify(schema)}</code>{' '}
        <Words text={description} />
      </li>
    ))}
  </ul>
);

const Body: FC<{ label: string; title: string; content: Record<string, Media> | undefined }> = ({
  label,
  title,
  content,
}) => {
  const schemas = Object.values(content ?? {}).map(({ schema }) => schema);
  if (schemas.length === 0)
    return (
      <p class="answer">
        <Words text={title} />
      </p>
    );
  return (
    <details>
      <summary>{title}</summary>
      {schemas.map((schema) => (
        <Json label={`${label}, ${title}`} value={schema} />
      ))}
    </details>
  );
};

/** A text with its `code` shown as such, and each code of an error as a link to what it means. */
const Words: FC<{ text: string }> = ({ text }) => (
  <>
    {text.split(/(`[^`]+`|\b[A-Z]+(?:_[A-Z]+)*\b)/).map((part) => {
      if (part.startsWith('`')) return <code>{part.slice(1, -1)}</code>;
      return Object.hasOwn(ERRORS, part) ? <a href={`#${part}`}>{part}</a> : part;
    })}
  </>
);

/** Scrolls by itself where it is too wide, so it can be reached by the keyboard. */
const Json: FC<{ label: string; value: unknown }> = ({ label, value }) => (
  <pre tabindex={0} role="region" aria-label={`${label} as JSON Schema`}>
    <code>{JSON.stringify(value, null, 2)}</code>
  </pre>
);

const Errors: FC<Pick<ReferenceProps, 'errors'>> = ({ errors }) => (
  <div class="wide" tabindex={0} role="region" aria-label="Errors">
    <table>
      <thead>
        <tr>
          <th scope="col">Code</th>
          <th scope="col">Status</th>
          <th scope="col">Can be retried</th>
          <th scope="col">What to do</th>
        </tr>
      </thead>
      <tbody>
        {errors.map(({ code, status, retryable, next }) => (
          <tr id={code}>
            <td>
              <code>{code}</code>
            </td>
            <td>{status}</td>
            <td>{retryable ? 'yes' : 'no'}</td>
            <td>
              <Words text={next} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
