/** The look of the reference page: readable in light and dark, on a phone and a wide screen. */
export const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif;
  --line: color-mix(in srgb, currentColor 20%, transparent);
  --shade: color-mix(in srgb, currentColor 6%, transparent); }
body { margin: 0; overflow-wrap: anywhere; }
main { max-width: 60rem; margin: auto; padding: 1rem; }
h1 { line-height: 1.2; }
h2 { margin-top: 2.5rem; }
nav { padding: .5rem 1rem; background: var(--shade); }
nav ul { padding-left: 1.2rem; columns: 22rem 2; }
section { border-top: 1px solid var(--line); padding-bottom: .75rem; }
section:target, tr:target { background: color-mix(in srgb, Highlight 20%, transparent); }
code { font-size: .9em; }
pre { overflow-x: auto; padding: .75rem; background: var(--shade); overflow-wrap: normal; }
details, .answer { margin: .4rem 0; }
.answer { padding-left: 1rem; }
summary { cursor: pointer; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; overflow-wrap: normal; }
th, td { text-align: left; padding: .4rem .8rem .4rem 0; vertical-align: top;
  border-top: 1px solid var(--line); }
`;
