// SPDX-License-Identifier: BSD-3-Clause
// Devices that a virtual machine was given, as its image sees them: places of virtio-mmio, functions of PCI behind
// bridges, their registers and interrupts; on each machine of QEMU, with and without firmware that tells of them.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { withoutMultiboot } from '../bench/image.mjs';

const workspace = fileURLToPath(new URL('../../', import.meta.url));
const imageOf = (project) => join(workspace, `dist/test-${project}/kvm-x86_64/test-${project}`);
const images = { 'plat-kvm': imageOf('plat-kvm'), 'lib-pci': imageOf('lib-pci') };
let folder;
before(() => {
  for (const project of Object.keys(images)) {
    const test = ['tools/nx/bin/unicore.mjs', 'test', project, '-c', 'kvm-x86_64'];
    execFileSync(process.execPath, test, { cwd: workspace, stdio: 'inherit' });
  }
  folder = mkdtempSync(join(tmpdir(), 'kvm-bus-'));
  images.pvh = withoutMultiboot(images['plat-kvm'], join(folder, 'pvh'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const ended = (status) => ((status + 1) << 1) | 1;

const start = (image, machine, line, devices, more = []) => {
  const command = [
    ...['-machine', machine, '-accel', 'tcg', '-cpu', 'max', '-m', '32M', '-kernel', images[image], '-append', line],
    ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'],
    ...['-device', 'isa-debug-exit,iobase=0x501,iosize=4', ...devices.flatMap((device) => ['-device', device])],
    ...more,
  ];
  const { status, stdout } = spawnSync('qemu-system-x86_64', command, { encoding: 'utf8', timeout: 60000 });
  return { status, stdout };
};

/** What the image lists, a line each, as arrays of its fields. */
const listed = (image, machine, line, devices, status, more = []) => {
  const result = start(image, machine, line, devices, more);
  assert.equal(result.status, ended(status), result.stdout);
  return result.stdout
    .split('\n')
    .filter((text) => /^(virtio-mmio|function) /.test(text))
    .map((text) => text.split(' '));
};

const RNG = '4';
const CONSOLE = '3';
for (const [machine, image, places] of [
  ['microvm', 'plat-kvm', ['feb02e00 200 2f 1 74726976', 'feb02c00 200 2e 1 74726976']],
  ['microvm', 'pvh', ['feb02e00 200 2f 1 74726976', 'feb02c00 200 2e 1 74726976']],
  ['microvm,ioapic2=off', 'plat-kvm', ['feb00e00 200 17 1 74726976', 'feb00c00 200 16 1 74726976']],
  ['microvm,pcie=on', 'plat-kvm', ['feb02e00 200 2f 1 74726976', 'feb02c00 200 2e 1 74726976']],
  ['microvm,acpi=off', 'plat-kvm', ['feb00e00 200 c 1 74726976', 'feb00c00 200 b 1 74726976']],
]) {
  test(`${machine}, ${image}: virtio-mmio devices are where they are, in order`, () => {
    const devices = ['virtio-rng-device', 'virtio-serial-device'];
    const lines = listed(image, machine, 'list_virtio_mmio', devices, 20);
    const expected = [`virtio-mmio ${places[0]} ${RNG}`, `virtio-mmio ${places[1]} ${CONSOLE}`];
    assert.deepEqual(
      lines.map((fields) => fields.join(' ')),
      expected,
    );
  });
}

test('a machine without virtio-mmio has none', () => {
  for (const machine of ['pc', 'q35', 'q35,acpi=off', 'microvm']) {
    assert.deepEqual(listed('plat-kvm', machine, 'list_virtio_mmio', [], 20), []);
  }
});

/** Two bridges, one behind the other; a device at each level. */
const BRIDGES = ['pci-bridge,id=b,chassis_nr=1', 'pci-bridge,id=c,bus=b,addr=1,chassis_nr=2'];
const PORTS = ['pcie-root-port,id=a,chassis=1', 'pcie-root-port,id=s,chassis=2', 'pcie-pci-bridge,bus=s,id=c'];
const EDUS = ['edu,bus=c,addr=3', 'edu', 'edu', 'edu', 'edu,bus=c,addr=4'];
const MODERN = 'virtio-rng-pci,disable-legacy=on';

const machines = [
  ['pc', [...BRIDGES, `${MODERN},bus=c,addr=2`, MODERN]],
  ['pc,acpi=off', [...BRIDGES, `${MODERN},bus=c,addr=2`, MODERN]],
  ['q35', [...PORTS, `${MODERN},bus=c,addr=2`, `${MODERN},bus=a`]],
  ['microvm,pcie=on', [...PORTS, `${MODERN},bus=c,addr=2`, `${MODERN},bus=a`, MODERN]],
];

/** Ranges of registers by function: [start, end). */
const registersOf = (lines) =>
  lines.flatMap((fields) =>
    fields
      .filter((field) => /^[0-9a-f]+\+[0-9a-f]+$/.test(field))
      .map((field) => field.split('+').map((text) => BigInt(`0x${text}`)))
      .map(([address, bytes]) => ({ address, end: address + bytes, bytes })),
  );

for (const [machine, devices] of machines) {
  test(`${machine}: functions behind bridges have addresses, each its own`, () => {
    const lines = listed('lib-pci', machine, 'list_functions', [...devices, ...EDUS], 21);
    const count = (identity) => lines.filter((fields) => fields[2] === identity).length;
    assert.equal(count('1234:11e8'), EDUS.length);
    assert.equal(count('1af4:1044'), devices.filter((device) => device.startsWith(MODERN)).length);
    const registers = registersOf(lines).sort((a, b) => (a.address < b.address ? -1 : 1));
    assert.ok(registers.length >= lines.filter((fields) => /^(1234|1af4):/.test(fields[2])).length);
    registers.forEach(({ address, bytes }, index) => {
      assert.notEqual(address, 0n);
      assert.equal(address % bytes, 0n, 'aligned to its size');
      assert.ok(index === 0 || registers[index - 1].end <= address, 'overlaps with none');
    });
  });

  test(`${machine}: pins call the handlers of all devices that share them`, () => {
    const { status, stdout } = start('lib-pci', machine, 'pins_call_their_handlers', [...devices, ...EDUS]);
    assert.equal(status, ended(22), stdout);
  });

  test(`${machine}: a message of a device behind bridges calls its handler`, () => {
    const behind = devices.filter((device) => !device.startsWith(MODERN) || device.includes('bus=c'));
    const { status, stdout } = start('lib-pci', machine, 'a_message_of_a_device_calls_its_handler', behind);
    assert.equal(status, ended(0), stdout);
    assert.match(stdout, /^ok 1 - a_message_of_a_device_calls_its_handler$/m);
  });
}

/** MCFG behind its header: 8 reserved bytes, then 16 bytes for each entry (PCI Firmware Specification 3.2, 4.1.2). */
const mcfg = (...entries) =>
  Buffer.concat([
    Buffer.alloc(8),
    ...entries.map(([address, segment, first, last]) => {
      const entry = Buffer.alloc(16);
      entry.writeBigUInt64LE(BigInt(address), 0);
      entry.writeUInt16LE(segment, 8);
      entry.writeUInt8(first, 10);
      entry.writeUInt8(last, 11);
      return entry;
    }),
  ]);

test('a table that lies of configuration space is not believed: ports do', () => {
  const devices = [`${MODERN},addr=9`];
  const expected = listed('lib-pci', 'pc', 'list_functions', devices, 21);
  assert.ok(expected.some((fields) => fields[2] === '1af4:1044'));
  for (const table of [
    mcfg([0x100000, 0, 0, 255]), // memory
    mcfg([0x1f00000, 0, 0, 0]), // its last MiB
    mcfg([0xe0000000, 7, 0, 255]), // of other functions
    mcfg([0xe0000000, 0, 1, 0]), // fewer than none
    mcfg([0xfffffffffff00000n, 0, 0, 255]), // past the end of addresses
    mcfg([0xe0000000, 0, 0, 255]).subarray(0, 20), // cut off
    mcfg().subarray(0, 3),
  ]) {
    const file = join(folder, 'mcfg');
    writeFileSync(file, table);
    const more = ['-acpitable', `sig=MCFG,data=${file}`];
    assert.deepEqual(listed('lib-pci', 'pc', 'list_functions', devices, 21, more), expected, table.toString('hex'));
  }
});
