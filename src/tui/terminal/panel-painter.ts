import type { DOMElement } from 'ink';
import { createContext } from 'react';
import { type Region, Sheet } from './cell-buffer.js';
import type { Screen } from './screen.js';

/** Paints a panel into the region that layout gave it. */
export type Paint = (region: Region) => void;

interface Surface {
  readonly node: DOMElement;
  paint: Paint;
  layer: number;
}

/**
 * Paints the panels into the boxes that Ink has laid out, and brings them onto the screen. React and Ink are asked only
 * when the layout changes; new data and most keys repaint the surfaces, at a fifth of the cost of Ink's own renderer.
 */
export class Stage {
  readonly #screen: Screen;
  readonly #surfaces = new Set<Surface>();
  /** The sheet that is shown and the one to paint next, by turns. */
  #sheets: [Sheet, Sheet];

  constructor(screen: Screen) {
    this.#screen = screen;
    this.#sheets = [new Sheet(screen.columns, screen.rows), new Sheet(screen.columns, screen.rows)];
  }

  /** Adds a box as a surface and returns the function that takes it away. */
  add(surface: Surface): () => void {
    this.#surfaces.add(surface);
    return () => {
      this.#surfaces.delete(surface);
    };
  }

  /** Paints everything and writes what changed. */
  present(): void {
    const { columns, rows } = this.#screen;
    if (this.#sheets[0].width !== columns || this.#sheets[0].height !== rows) {
      this.#sheets = [new Sheet(columns, rows), new Sheet(columns, rows)];
    }
    const [sheet, shown] = this.#sheets;
    sheet.clear();
    const order = [...this.#surfaces].sort((a, b) => a.layer - b.layer);
    for (const { node, paint } of order) {
      const [x, y, width, height] = boxOf(node);
      if (width > 0 && height > 0 && x < columns && y < rows) paint(sheet.region(x, y, width, height));
    }
    this.#screen.show(sheet);
    this.#sheets = [shown, sheet];
  }

  /** The sheet that is shown now, for tests. */
  get shown(): Sheet {
    return this.#sheets[1];
  }
}

/** Where the layout put this box on the screen. */
function boxOf(node: DOMElement): [number, number, number, number] {
  const width = node.yogaNode?.getComputedWidth() ?? 0;
  const height = node.yogaNode?.getComputedHeight() ?? 0;
  let x = 0;
  let y = 0;
  for (let at: DOMElement | undefined = node; at !== undefined; at = at.parentNode) {
    x += at.yogaNode?.getComputedLeft() ?? 0;
    y += at.yogaNode?.getComputedTop() ?? 0;
  }
  return [x, y, width, height];
}

export const StageContext = createContext<Stage | null>(null);
