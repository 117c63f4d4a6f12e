import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { z } from 'zod';

/** Evaluates a script of `in-page/` there; scripts, because tests are compiled without the browser's globals. */
async function evaluate<T>(page: Page, script: string, schema: z.ZodType<T>): Promise<T> {
  const source = await readFile(new URL(`in-page/${script}.js`, import.meta.url), 'utf8');
  return schema.parse(await page.evaluate<unknown>(source));
}

/** Texts that are hard to read, and how many were looked at. */
export function lowContrast(page: Page): Promise<{ texts: number; low: string[] }> {
  const schema = z.object({ texts: z.number(), low: z.array(z.string()) });
  return evaluate(page, 'low-contrast', schema);
}

/** What does not fit the width of the page. */
export function beyondTheEdge(page: Page): Promise<string[]> {
  return evaluate(page, 'beyond-the-edge', z.array(z.string()));
}

/** What has the focus, null when nothing has. */
export function focused(page: Page): Promise<{ name: string; visible: boolean } | null> {
  return evaluate(page, 'focused', z.object({ name: z.string(), visible: z.boolean() }).nullable());
}

/** How many different colours a canvas holds, to tell a drawing from nothing. */
export function coloursOf(page: Page, chart: 'CPU' | 'Memory'): Promise<number> {
  const place = JSON.stringify(`.section-chart-${chart.toLowerCase()} canvas`);
  return page.evaluate<number>(`(() => {
    const canvas = document.querySelector(${place});
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  })()`);
}

/** The texts with this character that could turn the direction of the words around them. */
export async function outsideOfIsolation(page: Page, character: string): Promise<string[]> {
  const found = await page.evaluate<unknown>(`(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const loose = [];
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (!text.data.includes(${JSON.stringify(character)})) continue;
      const { display, unicodeBidi } = getComputedStyle(text.parentElement);
      if (unicodeBidi !== 'isolate' && !/block|flex|box|cell/.test(display)) loose.push(text.data);
    }
    return loose;
  })()`);
  return z.array(z.string()).parse(found);
}

/** A property of the first element that a selector finds, as CSS computes it. */
export async function styleOf(page: Page, selector: string, property: string): Promise<string> {
  const element = `document.querySelector(${JSON.stringify(selector)})`;
  const value = await page.evaluate<unknown>(
    `getComputedStyle(${element}).getPropertyValue(${JSON.stringify(property)})`,
  );
  return z.string().parse(value);
}

/** The picture on a chart's canvas. */
export async function drawingOf(page: Page, chart: 'CPU' | 'Memory'): Promise<string> {
  const place = JSON.stringify(`.section-chart-${chart.toLowerCase()} canvas`);
  return z
    .string()
    .parse(await page.evaluate<unknown>(`document.querySelector(${place}).toDataURL()`));
}
