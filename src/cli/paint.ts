import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Colours by what they mean. Where there are none, a text stays as it is. */
export function createPaint(colours: boolean) {
  const style = (format: Format) => (text: string) =>
    colours ? styleText(format, text, { validateStream: false }) : text;
  return {
    good: style('green'),
    bad: style('red'),
    waiting: style('yellow'),
    quiet: style('dim'),
    strong: style('bold'),
  };
}

export type Paint = ReturnType<typeof createPaint>;
export type Brush = Paint[keyof Paint];
