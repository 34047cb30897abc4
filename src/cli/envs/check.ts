import { type AddCommand, examples } from '../kit/command.js';

export const addEnvsCheck: AddCommand = (envs, { terminal, exit }) => {
  envs
    .command('check')
    .description(
      'replay recorded trajectories and transition tables of Gymnasium, MinAtar and bsuite, and compare to the last bits',
    )
    .argument('<golden.json>', 'a file with the layout of test/golden/envs.json')
    .option('--json', 'print the failures as one JSON document; the count goes to the error stream')
    .addHelpText(
      'after',
      examples(['losscope envs check test/golden/envs.json', 'checked N, failed M; exit 1 if M > 0']),
    )
    .action(async (file: string, { json }: { readonly json?: boolean }) => {
      const { readGoldenEnvs } = await import('../../report/envs/golden-file.js');
      const { countLine, goldenLines, leftOutLine, replayGolden } = await import('../../report/envs/golden-check.js');
      const { document, leftOut } = readGoldenEnvs(file);
      const report = replayGolden(document);
      const others = leftOutLine(leftOut);
      if (others !== null) terminal.err(others);
      if (json === true) {
        const { jsonDocument } = await import('../../report/json-document.js');
        terminal.out(jsonDocument('env-check', { ...report, leftOut }));
        terminal.err(countLine(report));
      } else terminal.out(...goldenLines(report));
      if (report.failed.length > 0) exit(1);
    });
};
