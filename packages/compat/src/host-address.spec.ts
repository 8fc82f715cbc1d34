import { addressOf, endpointOf } from './host-address';

it.each([
  ['127.0.0.1:9042', '127.0.0.1:9042'],
  ['[::1]:9042', '::1:9042'],
  ['[2001:db8::ff]:9042', '2001:db8::ff:9042'],
  ['db.example.org:9042', 'db.example.org:9042'],
])('the endpoint %s is the address %s, and back', (endpoint, address) => {
  expect(addressOf(endpoint)).toBe(address);
  expect(endpointOf(address)).toBe(endpoint);
  expect(endpointOf(endpoint)).toBe(endpoint);
});
