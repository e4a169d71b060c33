/** The commands as data, for what is made of them: the completion of shells, and a page. */
import type { Command } from 'commander';

export interface CommandNode {
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly ArgumentNode[];
  readonly options: readonly OptionNode[];
}

export interface ArgumentNode {
  readonly name: string;
  /** As help writes it: `<service>`, `[commit]`, `[file...]`. */
  readonly written: string;
  readonly description: string;
  readonly choices: readonly string[];
}

export interface OptionNode {
  /** As help writes it: `-f, --follow`. */
  readonly flags: string;
  /** `--follow` */
  readonly long: string;
  /** `-f` */
  readonly short: string | undefined;
  /** What stands behind it; absent if nothing does. */
  readonly value: string | undefined;
  readonly description: string;
  readonly choices: readonly string[];
  readonly required: boolean;
}

/** Every command of a program, in the order in which help lists them. */
export function commandTree(program: Command): readonly CommandNode[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      written: writtenAs(argument.name(), argument.required, argument.variadic),
      description: argument.description,
      choices: argument.argChoices ?? [],
    })),
    options: command.options.map((option) => ({
      flags: option.flags,
      long: option.long ?? '',
      short: option.short,
      value: /[<[](.*)[>\]]/.exec(option.flags)?.[1],
      description: option.description,
      choices: option.argChoices ?? [],
      required: option.mandatory,
    })),
  }));
}

function writtenAs(name: string, required: boolean, variadic: boolean): string {
  const inner = variadic ? `${name}...` : name;
  return required ? `<${inner}>` : `[${inner}]`;
}
