import { z } from 'zod';

/** JSON text as a value that a schema can go on to check; a fault of the text is a fault of the parse. */
export const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch (fault) {
    context.addIssue({
      code: 'custom',
      message: fault instanceof Error ? fault.message : 'no JSON',
    });
    return z.NEVER;
  }
});

/** As `jsonText`, for settings files in which comments and trailing commas are allowed. */
export const jsonWithComments = z
  .string()
  .transform((text) =>
    text
      .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '$1')
      .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, '$1'),
  )
  .pipe(jsonText);
