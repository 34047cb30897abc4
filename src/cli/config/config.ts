import { type AddCommand, examples } from '../kit/command.js';

interface Options {
  readonly init?: boolean;
  readonly json?: boolean;
}

export const addConfig: AddCommand = (program, { terminal }) => {
  program
    .command('config')
    .description('show the settings in force, every action with its key, and the file that they are read from')
    .option('--init', 'write a commented file to begin with; one that is there stays')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `${examples(
        ['losscope config', 'where the file is, and the settings in force'],
        ['losscope config --init', 'begin one'],
      )}

The file is $LOSSCOPE_CONFIG, else losscope/config.yaml in $XDG_CONFIG_HOME or ~/.config. Options of a command go before it.`,
    )
    .action(async ({ init, json }: Options) => {
      const { readSettings, settingsPath } = await import('../kit/settings.js');
      const { keyRows, settingRows, startText } = await import('./text.js');
      if (init === true) {
        const { writeSettingsText } = await import('../../report/settings-file.js');
        const file = settingsPath();
        writeSettingsText(file, startText());
        terminal.out(`wrote ${file}`);
        return;
      }
      const settings = await readSettings();
      if (json === true) {
        const { jsonDocument } = await import('../../report/json-document.js');
        const { file, found, values } = settings;
        const keys = Object.fromEntries(keyRows(settings.bindings).map(({ action, names }) => [action, names]));
        terminal.out(jsonDocument('config', { file, found, settings: values, keys }));
        return;
      }
      const { alignTable } = await import('../../report/text-table.js');
      const about = settings.found ? '' : ' (not there: losscope config --init writes one)';
      terminal.out(
        `${settings.file}${about}`,
        '',
        ...alignTable([{ title: 'setting' }, { title: 'value' }, { title: '' }, { title: '' }], settingRows(settings)),
        '',
        ...alignTable(
          [{ title: 'action' }, { title: 'keys' }, { title: '' }],
          keyRows(settings.bindings).map(({ action, shown, help }) => [action, shown, help]),
        ),
      );
    });
};
