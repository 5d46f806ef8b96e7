/**
 * The viewer of pdf.js, with what it needs to follow links and to find words.
 */
import { AnnotationMode } from 'pdfjs-dist/legacy/build/pdf.mjs';
import {
  EventBus,
  LinkTarget,
  PDFFindController,
  PDFLinkService,
  PDFViewer
} from 'pdfjs-dist/legacy/web/pdf_viewer.mjs';

export interface Viewing {
  bus: EventBus;
  links: PDFLinkService;
  viewer: PDFViewer;
}

/** A viewer that puts pages into `pages`, which `container` scrolls. */
export function createViewer(
  container: HTMLDivElement,
  pages: HTMLDivElement
): Viewing {
  const bus = new EventBus();
  const links = new PDFLinkService({
    eventBus: bus,
    externalLinkTarget: LinkTarget.BLANK
  });
  const findController = new PDFFindController({
    eventBus: bus,
    linkService: links
  });
  const viewer = new PDFViewer({
    findController,
    container,
    viewer: pages,
    eventBus: bus,
    linkService: links,
    // Shown, not filled in: nothing here can be saved.
    annotationMode: AnnotationMode.ENABLE,
    annotationEditorMode: -1
  });
  links.setViewer(viewer);
  return { bus, links, viewer };
}
