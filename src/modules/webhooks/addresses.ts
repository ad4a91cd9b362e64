import { BlockList, isIPv4 } from 'node:net';

/** Addresses that are not routed on the internet: https://www.iana.org/assignments/iana-ipv4-special-registry */
const closedIpv4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local, and where clouds keep the metadata of a machine: 169.254.169.254.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** Within 2000::/3, the only space that is given out: what leads to IPv4 addresses, or nowhere. */
const closedIpv6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const closed = new BlockList();
for (const [address, bits] of closedIpv4) closed.addSubnet(address, bits, 'ipv4');
for (const [address, bits] of closedIpv6) closed.addSubnet(address, bits, 'ipv6');

const givenOut = new BlockList();
givenOut.addSubnet('2000::', 3, 'ipv6');

/** Whether the address, of IPv4 or IPv6, is one of the internet, and not of the network that the service is in. */
export const isPublicAddress = (address: string): boolean =>
  isIPv4(address)
    ? !closed.check(address, 'ipv4')
    : givenOut.check(address, 'ipv6') && !closed.check(address, 'ipv6');
