import { Command, CommanderError } from 'commander';
import { useRunningStack } from '../config/running-stack';
import { versions } from '../doctor/version-check';
import { adoptCommand } from './commands/adopt';
import { approveCommand } from './commands/approve';
import { auditCommand } from './commands/audit';
import { changeDateCommand, rescindCommand } from './commands/change';
import { healCommand } from './commands/heal';
import { listCommand } from './commands/list';
import { recheckCommand } from './commands/recheck';
import { replayCommand } from './commands/replay';
import { rollOutCommand } from './commands/roll-out';
import { setupCommand } from './commands/setup';
import { showCommand } from './commands/show';
import { sweepCommand } from './commands/sweep';
import { EXIT, explain, type ExitCode } from './output/exit';
import { warn } from './output/terminal';
import { appCommand } from './portal-setup/app-command';
import { doctorCommand } from './portal-setup/doctor-command';
import { prepareCommand } from './portal-setup/prepare-command';
import { shadowCommand } from './shadow/shadow-command';

/** Runs the command that `argv` names (as `process.argv` does), and answers with its exit code. */
export async function run(argv: readonly string[]): Promise<ExitCode> {
  try {
    const notice = useRunningStack();
    if (notice !== undefined) warn(`at-risk: ${notice}\n`);
    await program().parseAsync(argv);
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
    const { code, message } = explain(error);
    warn(`at-risk: ${message}\n`);
    return code;
  }
}

function program(): Command {
  const root = new Command('at-risk')
    .description('Shows and controls the cases of HubSpot At-Risk tickets.')
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 not done, 2 wrong use or settings, 3 Temporal or HubSpot cannot be reached,
4 done, with warnings (doctor).
Settings come from the environment (see .env.example): HUBSPOT_PORTAL_ID, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE.
Without any, they are those of the stack that npm start runs in this folder.`,
    )
    .version(versions().service, '--version', 'prints the version of the service')
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => {
        write(text);
      },
    });
  const commands = [
    listCommand(),
    showCommand(),
    recheckCommand(),
    healCommand(),
    replayCommand(),
    rollOutCommand(),
    approveCommand(),
    rescindCommand(),
    changeDateCommand(),
    adoptCommand(),
    sweepCommand(),
    auditCommand(),
    setupCommand(),
    appCommand(),
    prepareCommand(),
    doctorCommand(),
    shadowCommand(),
  ];
  for (const command of commands) {
    // Otherwise wrong usage of a command would end the process by itself, with another exit code.
    root.addCommand(command.copyInheritedSettings(root));
    for (const each of command.commands) each.copyInheritedSettings(command);
  }
  return root;
}
