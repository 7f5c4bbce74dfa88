// What is done without a mouse.
import assert from 'node:assert/strict';

// to presses Tab until the wanted element has the focus, which must be seen.
export async function to(p, selector) {
  for (let i = 0; i < 60; i++) {
    await p.keyboard.press('Tab');
    const seen = await p.evaluate((s) => {
      const at = document.activeElement;
      if (!at?.matches(s)) return null;
      const style = getComputedStyle(at);
      return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
    }, selector);
    if (seen !== null) return assert.ok(seen, `the focus on ${selector} cannot be seen`);
  }
  assert.fail(`Tab does not reach ${selector} on ${p.url()}`);
}
