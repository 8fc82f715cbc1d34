// Installed packages are left to Node; the one of this workspace is not below node_modules.
export default {
  test: { include: ['under-*.mjs'], testTimeout: 240_000, server: { deps: { external: [/packages.core.dist/] } } },
};
