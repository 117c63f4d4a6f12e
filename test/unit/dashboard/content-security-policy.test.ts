import assert from 'node:assert/strict';
import {
  contentSecurityPolicy,
  createNonce,
} from '../../../src/extension/dashboard/content-security-policy.ts';
import { dashboardPage } from '../../../src/extension/dashboard/page.ts';

const options = { cspSource: 'https://page.test', nonce: 'bm9uY2U=' };

describe("The dashboard's content security policy", () => {
  const directives = new Map(
    contentSecurityPolicy(options)
      .split('; ')
      .map((directive) => {
        const [name = '', ...values] = directive.split(' ');
        return [name, values];
      }),
  );

  it('allows nothing by default', () => {
    assert.deepEqual(directives.get('default-src'), ["'none'"]);
    assert.deepEqual(directives.get('base-uri'), ["'none'"]);
    assert.deepEqual(directives.get('form-action'), ["'none'"]);
  });

  it('allows scripts by nonce only', () => {
    assert.deepEqual(directives.get('script-src'), ["'nonce-bm9uY2U='"]);
  });

  it('allows style sheets of the extension, the empty style element, and no inline style', () => {
    const [source, hash, ...others] = directives.get('style-src') ?? [];
    assert.equal(source, options.cspSource);
    assert.equal(hash, "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
    assert.deepEqual(others, []);
  });

  it('allows nothing unsafe and no directive beside these', () => {
    assert.doesNotMatch(contentSecurityPolicy(options), /unsafe|\*|data:|blob:/);
    assert.deepEqual([...directives.keys()].sort(), [
      'base-uri',
      'default-src',
      'form-action',
      'script-src',
      'style-src',
    ]);
  });

  it('gives every page a nonce of its own, of 128 bits', () => {
    const nonces = new Set(Array.from({ length: 1000 }, createNonce));
    assert.equal(nonces.size, 1000);
    for (const nonce of nonces) assert.equal(Buffer.from(nonce, 'base64').length, 16);
  });
});

describe("The dashboard's page", () => {
  it('names its policy, its style sheet and its script, and holds no inline code', () => {
    const html = dashboardPage({
      ...options,
      scriptUri: 'https://s/a.js',
      styleUri: 'https://s/a.css',
    });
    assert.match(html, /http-equiv="Content-Security-Policy" content="default-src 'none';/);
    assert.match(html, /<script nonce="bm9uY2U=" src="https:\/\/s\/a\.js"><\/script>/);
    assert.doesNotMatch(html, /<style|style=|onclick|onload|javascript:/);
  });

  it('lets no address break out of its attribute', () => {
    const html = dashboardPage({
      ...options,
      scriptUri: '"><script>alert(1)</script>',
      styleUri: '&',
    });
    assert.doesNotMatch(html, /<script>alert/);
  });
});
