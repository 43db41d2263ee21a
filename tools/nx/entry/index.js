// SPDX-License-Identifier: BSD-3-Clause
// The plugin as nx.json names it. Nx looks up a plugin that is a package of the workspace by reading every project.json
// first, and so fails without a word about the place when one of them is broken. This package is copied into
// node_modules, is no package of the workspace, and leads to the one that is.
export * from '@unicore/nx';
