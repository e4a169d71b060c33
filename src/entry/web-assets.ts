import { readdirSync, readFileSync } from 'node:fs';
import type { Assets } from '../web/assets.ts';

/** Beside the pages, in the source and in what is built. */
const FOLDER = new URL('../web/assets/', import.meta.url);
const STYLE = new URL('style/', FOLDER);

/** Reads what the pages load beside their HTML. */
export function readAssets(): Assets {
  const names = readdirSync(FOLDER).filter((name) => /\.(js|svg)$/.test(name));
  const files = names.map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')]);
  return { ...Object.fromEntries(files), 'style.css': readStyle() };
}

function readStyle(): string {
  const names = readdirSync(STYLE).filter((name) => name.endsWith('.css'));
  return names
    .toSorted()
    .map((name) => readFileSync(new URL(name, STYLE), 'utf8'))
    .join('\n');
}
