/** Ends what global-setup.mjs started; the second project that asks finds nothing left to do. */
export default async function stopServices() {
  const services = globalThis.borderoServices;
  globalThis.borderoServices = undefined;
  await services?.stop();
}
