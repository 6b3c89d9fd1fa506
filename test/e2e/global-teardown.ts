/** Stops the moto_server of the suite. */
import './global-setup';

export default async function tearDown(): Promise<void> {
  await globalThis.moto?.stop();
}
