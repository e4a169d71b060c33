import { describe, expect, it } from 'vitest';
import { plainLine, plainText } from '../../../src/workflows/shared/markdown.ts';

describe('plainText', () => {
  it.each([
    '<img src=x onerror=alert(1)>',
    '[click](http://evil)',
    '`code`',
    '# title',
    'a\n\nb',
    '&lt;',
    'see http://evil.example',
    'see www.evil.example',
  ])('leaves nothing of %j that Markdown or HTML acts on', (text) =>
    expect(plainText(text)).not.toMatch(/[<>[\]()`\n:]|&(?!#)|www\./),
  );
});

describe('plainLine', () => {
  it.each(['<b>bold</b>', '[click](http://evil)', '`code`', 'a\n\nb'])(
    'leaves no HTML, no link under another name and no code of %j, and writes no entity',
    (text) => expect(plainLine(text)).not.toMatch(/[<>[\]`\n&]/),
  );
  it('leaves a usual subject as it is', () => {
    expect(plainLine("fix(core): it's a_b & c (#12)")).toBe("fix(core): it's a_b & c (#12)");
  });
});
