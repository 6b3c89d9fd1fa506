/** Stops the browser that the setup started, if it did. */
import './global-setup';

export default async function tearDown(): Promise<void> {
  await globalThis.browser?.close();
}
