import { Command, CommanderError } from 'commander';
import { VERSION } from '../domain/version.ts';
import { cancelCommand } from './commands/cancel.ts';
import { completionCommand } from './commands/completion.ts';
import { notificationsCommand, resendCommand } from './commands/notifications.ts';
import { guideCommand } from './commands/respond.ts';
import { freezeCommand, unfreezeCommand } from './commands/freeze.ts';
import { listCommand } from './commands/list.ts';
import { logsCommand } from './commands/logs.ts';
import { openCommand } from './commands/open.ts';
import { overrideCommand } from './commands/override.ts';
import { planCommand } from './commands/preview.ts';
import { requireApprovalCommand, skipApprovalCommand } from './commands/approval-mode.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { startCommand } from './commands/start.ts';
import { statusCommand } from './commands/status.ts';
import { validateCommand } from './commands/validate.ts';
import { verifyAuditLogCommand } from './commands/verify-audit-log.ts';
import { approveCommand, rejectCommand, withdrawCommand } from './commands/vote.ts';
import { waitingCommand } from './commands/waiting.ts';
import { followCommand } from './commands/follow.ts';
import { whoamiCommand } from './commands/whoami.ts';
import { whyCommand } from './commands/why.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { type CliContext, createRunner, type Runner } from './session.ts';
import type { Validators } from './validators.ts';

/** What the program gives to the command line. */
export interface CommandLine extends CliContext {
  /** Reads the files of configuration. Loaded only by the command that needs it. */
  validators(): Promise<Validators>;
}

/**
 * Runs one command.
 *
 * @param words what stands behind `slipway`
 * @returns the exit code. It never throws: what goes wrong is told at the terminal.
 */
export async function runCommandLine(
  words: readonly string[],
  around: CommandLine,
): Promise<ExitCode> {
  const run = createRunner(around);
  try {
    await createProgram(run, around).parseAsync(words, { from: 'user' });
    return run.exitCode;
  } catch (error) {
    // It has told what is wrong with the words, or has shown its help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
}

/** Every command there is. */
export function createProgram(run: Runner, { terminal, validators }: CommandLine): Command {
  const program = new Command('slipway')
    .description('Deliver commits to production with durable Temporal workflows.')
    .version(VERSION, '--version', 'print the version')
    .configureHelp({ sortSubcommands: false })
    .addHelpText('after', '\nMore: docs/command-line.md');
  const commands = [
    startCommand(run),
    followCommand(run),
    approveCommand(run),
    rejectCommand(run),
    withdrawCommand(run),
    waitingCommand(run),
    listCommand(run),
    statusCommand(run),
    whyCommand(run),
    logsCommand(run),
    planCommand(run),
    openCommand(run),
    cancelCommand(run),
    guideCommand(run),
    skipApprovalCommand(run),
    requireApprovalCommand(run),
    overrideCommand(run),
    rollbackCommand(run),
    freezeCommand(run),
    unfreezeCommand(run),
    notificationsCommand(run),
    resendCommand(run),
    whoamiCommand(run),
    validateCommand(run, validators),
    verifyAuditLogCommand(run),
    completionCommand(run),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...commands]) speakBy(command, terminal);
  program.showHelpAfterError('All commands: slipway --help');
  for (const command of commands)
    command.showHelpAfterError(`Usage: slipway ${command.name()} --help`);
  return program;
}

/** Help and complaints go where everything goes, and end nothing by themselves. */
function speakBy(command: Command, terminal: CommandLine['terminal']): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => void terminal.out(text),
    writeErr: (text) => terminal.note(text.trimEnd()),
    outputError: (text, write) => write(text.replace(/^error: /, 'slipway: ')),
    getOutHasColors: () => terminal.colours,
  });
}
