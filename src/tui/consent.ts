import type { PluginFile } from '../train/plugins/plugin-code.js';
import { consent, consentOf, consentSize, paintConsent, scrolledBy } from './modals/consent.js';
import type { Region } from './terminal/cell-buffer.js';
import { KeyScreen, type KeyScreenOptions } from './terminal/key-screen.js';
import { type PictureLook, showPicture } from './terminal/picture.js';
import { cut } from './terminal/text-fit.js';

/** What is known before anything runs: scenarios by name or file, and the code that they name. */
export interface Asked {
  readonly title: string;
  readonly plugins: readonly PluginFile[];
}

/**
 * Asks on the whole terminal whether code that scenarios name may run: true for yes, null for Ctrl-C. Nothing is loaded.
 * The terminal is given back whatever happens.
 */
export async function askConsent(asked: Asked, look: PictureLook): Promise<boolean | null> {
  const { end, picture } = await showPicture(look, (parts) => new Consent(asked, parts));
  return end === 'interrupt' ? null : picture.given;
}

type Message = { readonly kind: 'key'; readonly key: string } | { readonly kind: 'resize' };

/** The box of the dashboard that asks, before there is a dashboard. */
export class Consent extends KeyScreen<Message> {
  given = false;
  readonly #asked: Asked;
  readonly #options: KeyScreenOptions;
  #first = 0;

  constructor(asked: Asked, options: KeyScreenOptions) {
    super(options);
    this.#asked = asked;
    this.#options = options;
  }

  protected take(message: Message): void {
    if (message.kind === 'resize') return;
    const { key } = message;
    if (key === 'ctrl+c') this.leave('interrupt');
    if (key === 'ctrl+l') this.screen.forget();
    this.#first = Math.max(0, Math.min(this.#first + scrolledBy(key), 8 * this.#asked.plugins.length));
    const answer = consentOf(key);
    if (answer === null) return;
    this.given = answer;
    this.leave('quit');
  }

  protected paint(region: Region): void {
    const { title, plugins } = this.#asked;
    const { theme } = this.#options;
    const { width, height } = region;
    region.write(1, 0, cut(title, width - 2), theme.strong);
    let x = 1;
    for (const [key, word] of [consent.hints[0]!, ['n', 'quit'] as const]) {
      x = region.write(x, height - 1, key, theme.strong) + 1;
      x = region.write(x, height - 1, word, theme.dim) + 2;
    }
    const wanted = consentSize(plugins, width);
    const rows = Math.min(Math.max(1, height - 2), wanted.height);
    const box = region.region((width - wanted.width) >> 1, Math.max(1, (height - rows) >> 1), wanted.width, rows);
    paintConsent(box, plugins, this.#first, theme);
  }
}
