/**
 * The sheets of a workbook that is shown as pages, below these as in a
 * spreadsheet: which there are, which one is looked at, and the way to each.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { PDFDocumentProxy } from 'pdfjs-dist';

/** A sheet and its first page, from 1; null where it has no page. */
export interface Sheet {
  name: string;
  page: number | null;
}

/** The sheets that the bookmarks of `pdf` name. */
export async function sheetsOf(
  pdf: Pick<PDFDocumentProxy, 'getOutline' | 'getPageIndex'>
): Promise<Sheet[]> {
  // Null where there are none, whatever the types say.
  const outline = ((await pdf.getOutline()) ?? []) as Bookmark[];
  const page = async ({ dest }: Bookmark): Promise<number | null> => {
    const target = Array.isArray(dest) ? (dest[0] as number | Reference) : null;
    return target === null
      ? null
      : 1 +
          (typeof target === 'number'
            ? target
            : await pdf.getPageIndex(target));
  };
  return Promise.all(
    outline.map(async bookmark => ({
      name: bookmark.title,
      page: await page(bookmark)
    }))
  );
}

/** The place in `sheets` of the one that has the page; -1: of none. */
export function sheetAt(sheets: readonly Sheet[], page: number): number {
  let found = -1;
  sheets.forEach((sheet, index) => {
    if (sheet.page !== null && sheet.page <= page) {
      found = index;
    }
  });
  return found;
}

/** The page where `after` has what was at `page` while `before` was shown. */
export function samePage(
  page: number,
  before: readonly Sheet[],
  after: readonly Sheet[]
): number {
  const sheet = before[sheetAt(before, page)];
  const same = after.find(({ name }) => name === sheet?.name);
  return same?.page && sheet.page ? page - sheet.page + same.page : page;
}

export class PdfSheets {
  constructor(
    private readonly _trans: TranslationBundle,
    /** What shows the pages. */
    private readonly _pages: HTMLElement,
    /** Show a page; `byPointer`: the keyboard is wanted there, too. */
    private readonly _goTo: (page: number, byPointer: boolean) => void
  ) {
    this.node.className = 'jp-OnlyOffice-pdf-sheets';
    this.node.setAttribute('role', 'tablist');
    this.node.setAttribute('aria-label', _trans.__('Sheets'));
    this.node.hidden = true;
    this.node.addEventListener('keydown', event => this._onKey(event));
    this.node.addEventListener(
      'wheel',
      event => {
        this.node.scrollLeft += event.deltaX || event.deltaY;
      },
      { passive: true }
    );
    _pages.id ||= `jp-OnlyOffice-pages-${++count}`;
  }

  readonly node = document.createElement('div');

  /** Show other sheets. `areAll`: no page was left out. */
  setSheets(sheets: readonly Sheet[], areAll: boolean, page: number): void {
    const focused = this._tabs.indexOf(document.activeElement as HTMLElement);
    this._sheets = sheets;
    this._tabs = sheets.map(sheet => this._tab(sheet, areAll));
    this.node.replaceChildren(...this._tabs);
    this.node.hidden = sheets.length === 0;
    this._current = -1;
    this.show(page);
    if (focused >= 0) {
      this._move(Math.min(focused, sheets.length - 1));
    }
  }

  /** Say which sheet the page at hand belongs to. */
  show(page: number): void {
    const index = sheetAt(this._sheets, page);
    if (index === this._current) {
      return;
    }
    this._current = index;
    this._tabs.forEach((tab, at) =>
      tab.setAttribute('aria-selected', `${at === index}`)
    );
    this._reachable(Math.max(index, 0));
    const tab = this._tabs[index];
    if (tab) {
      this._pages.setAttribute('role', 'tabpanel');
      this._pages.setAttribute('aria-label', this._sheets[index].name);
      // Not scrollIntoView, which scrolls the tab of JupyterLab, too.
      const { node } = this;
      const end = tab.offsetLeft + tab.offsetWidth - node.clientWidth;
      node.scrollLeft = Math.min(
        Math.max(node.scrollLeft, end),
        tab.offsetLeft
      );
    }
  }

  private _tab({ name, page }: Sheet, areAll: boolean): HTMLElement {
    const tab = document.createElement('button');
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', this._pages.id);
    tab.textContent = tab.title = name;
    if (page === null) {
      tab.setAttribute('aria-disabled', 'true');
      tab.title = areAll
        ? this._trans.__('This sheet is empty.')
        : this._trans.__('The pages of this sheet are not shown.');
      return tab;
    }
    tab.addEventListener('click', event => {
      this._goTo(page, event.detail > 0);
    });
    return tab;
  }

  /** Arrows, Home and End, as in every row of tabs; Enter opens a sheet. */
  private _onKey(event: KeyboardEvent): void {
    const at = this._tabs.indexOf(event.target as HTMLElement);
    const last = this._tabs.length - 1;
    const places: Record<string, number> = {
      ArrowLeft: at > 0 ? at - 1 : last,
      ArrowRight: at < last ? at + 1 : 0,
      Home: 0,
      End: last
    };
    const wanted = places[event.key];
    if (at >= 0 && wanted !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      this._move(wanted);
    }
  }

  private _move(index: number): void {
    this._reachable(index);
    this._tabs[index]?.focus();
  }

  /** The tab key stops at one of them only. */
  private _reachable(index: number): void {
    this._tabs.forEach((tab, at) => {
      tab.tabIndex = at === index ? 0 : -1;
    });
  }

  private _sheets: readonly Sheet[] = [];
  private _tabs: HTMLElement[] = [];
  private _current = -1;
}

type Reference = Parameters<PDFDocumentProxy['getPageIndex']>[0];

interface Bookmark {
  title: string;
  dest: string | unknown[] | null;
}

let count = 0;
