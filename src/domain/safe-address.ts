const LOOPBACK = String.raw`(127(\.\d{1,3}){3}|localhost|\[::1\])`;

/** Whether the traffic to an address cannot be read by others: over TLS, or on this machine. */
export const SAFE_ADDRESS = new RegExp(
  String.raw`^(https:\/\/[^\s?#@/]+|http:\/\/${LOOPBACK}(:\d+)?)(\/[^\s#@]*)?(\?[^\s#@]*)?$`,
);

export function isSafeAddress(address: string): boolean {
  return SAFE_ADDRESS.test(address);
}
