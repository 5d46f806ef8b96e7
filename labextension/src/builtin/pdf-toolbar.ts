/**
 * Page number, zoom and search of a PDF.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { addIcon, searchIcon } from '@jupyterlab/ui-components';
import type { EventBus, PDFViewer } from 'pdfjs-dist/legacy/web/pdf_viewer.mjs';

/** Each step of the buttons. */
const STEP = 1.2;
const LEAST = 0.1;
const MOST = 8;

/** Zooms that follow the size of the tab. */
const FITTING = ['auto', 'page-width', 'page-fit'];

export class PdfToolbar {
  constructor(
    private readonly _viewer: PDFViewer,
    bus: EventBus,
    trans: TranslationBundle,
    find: () => void
  ) {
    this.node.className = 'jp-OnlyOffice-pdf-toolbar';
    this.node.setAttribute('role', 'toolbar');
    this._page.type = 'number';
    this._page.min = '1';
    this._page.setAttribute('aria-label', trans.__('Page'));
    this._page.addEventListener('change', () => {
      const page = Math.round(Number(this._page.value));
      if (page >= 1 && page <= this._viewer.pagesCount) {
        this._viewer.currentPageNumber = page;
      }
      this._page.value = `${this._viewer.currentPageNumber}`;
    });
    this._scale.setAttribute('aria-label', trans.__('Zoom'));
    const option = (value: string, label: string) => {
      this._scale.append(new Option(label, value));
    };
    option('auto', trans.__('Automatic'));
    option('page-width', trans.__('Page width'));
    option('page-fit', trans.__('Whole page'));
    this._percent.hidden = true;
    this._scale.append(this._percent);
    this._scale.addEventListener('change', () => {
      this._viewer.currentScaleValue = this._scale.value;
    });
    const zoom = (factor: number) => () => this._zoom(factor);
    const smaller = this._button('−', trans.__('Zoom out'), zoom(1 / STEP));
    const larger = this._button('', trans.__('Zoom in'), zoom(STEP));
    addIcon.element({ container: larger, height: '14px', width: '14px' });
    const search = this._button('', trans.__('Find in the pages'), find);
    searchIcon.element({ container: search, height: '14px', width: '14px' });
    this.node.append(
      this._page,
      this._count,
      this._space(),
      smaller,
      this._scale,
      larger,
      search
    );
    bus.on('pagechanging', ({ pageNumber }: { pageNumber: number }) => {
      this._page.value = `${pageNumber}`;
    });
    bus.on('scalechanging', () => this._showScale());
  }

  readonly node = document.createElement('div');

  setPages(count: number): void {
    this._page.max = `${count}`;
    this._page.value = '1';
    this._count.textContent = `/ ${count}`;
  }

  /** The tab has another size. */
  fit(): void {
    const value = this._viewer.currentScaleValue;
    if (this._viewer.pagesCount > 0 && FITTING.includes(value)) {
      this._viewer.currentScaleValue = value;
    }
  }

  /** Ctrl with the wheel zooms, as in browsers. */
  onWheel(event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this._zoom(event.deltaY < 0 ? 1.1 : 1 / 1.1);
    }
  }

  private _button(
    label: string,
    title: string,
    execute: () => void
  ): HTMLButtonElement {
    const button = document.createElement('button');
    button.textContent = label;
    button.title = title;
    button.setAttribute('aria-label', title);
    button.addEventListener('click', execute);
    return button;
  }

  private _space(): HTMLElement {
    const space = document.createElement('span');
    space.className = 'jp-OnlyOffice-pdf-space';
    return space;
  }

  private _zoom(factor: number): void {
    if (this._viewer.pagesCount > 0) {
      const scale = this._viewer.currentScale * factor;
      this._viewer.currentScale = Math.min(MOST, Math.max(LEAST, scale));
    }
  }

  private _showScale(): void {
    const value = this._viewer.currentScaleValue;
    const percent = `${Math.round(this._viewer.currentScale * 100)} %`;
    this._scale.title = percent;
    if (FITTING.includes(value)) {
      this._scale.value = value;
    } else {
      this._percent.value = value;
      this._percent.textContent = percent;
      this._scale.value = value;
    }
  }

  private readonly _page = document.createElement('input');
  private readonly _count = document.createElement('span');
  private readonly _scale = document.createElement('select');
  private readonly _percent = new Option();
}
