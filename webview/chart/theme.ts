import type { ChartTheme } from './live-chart.ts';
import { colourProperties, colourProperty } from './line-style.ts';

/** The colours that hold now. A canvas bakes them in, so they are read again when `onThemeChange` tells. */
export function readTheme(): ChartTheme {
  const style = getComputedStyle(document.body);
  const read = (property: string) => style.getPropertyValue(property).trim() || style.color;
  return {
    lines: colourProperties.map(read),
    machine: read(colourProperty(null)),
    text: read('--lk-muted'),
    grid: read('--lk-grid'),
    font: `11px ${style.fontFamily}`,
  };
}

/**
 * Watches what VS Code itself changes when a theme or a customised colour does: the custom properties on the root and
 * the classes of the body. The host's theme event could arrive before them. Forced colours change neither.
 */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  const forcedColours = window.matchMedia('(forced-colors: active)');
  forcedColours.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    forcedColours.removeEventListener('change', listener);
  };
}
