import { Argument, Command } from 'commander';
import { commandTree } from '../command-tree.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';
import type { Runner } from '../session.ts';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };
type Shell = keyof typeof SCRIPTS;

export function completionCommand(run: Runner): Command {
  return new Command('completion')
    .description('Print the completion script of a shell.')
    .addArgument(new Argument('<shell>').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', '\nFor bash, add this to ~/.bashrc: eval "$(slipway completion bash)"')
    .action((shell: Shell, _options: object, command: Command) =>
      run.offline((terminal) =>
        terminal.out(SCRIPTS[shell](commandTree(command.parent ?? command))),
      ),
    );
}
