// SPDX-License-Identifier: BSD-3-Clause
// The editor without a terminal: keys change its state, and its state is drawn as lines. The keys are those of Linux's menuconfig.
import { helpOf, itemsOf, itemText, ownerOf, search, TARGETS, type Item } from '@unicore/core/configure/menu.js';
import type { Configuration, ConfiguredOption, OptionValue, Workspace } from '@unicore/core/model.js';
import { drawn, type Line, type Shown } from './draw.js';

/** What the editor asks of the world. */
export interface Services {
  readonly workspace: Workspace;
  /** @throws UnicoreError when it does not resolve */
  resolve(target: string, changes: ReadonlyMap<string, OptionValue>): Configuration;
  /** What a user is told of changes that do not resolve, and the smallest further changes that would allow the last of them. */
  explain(target: string, changes: ReadonlyMap<string, OptionValue>, name: string): Refusal;
  /** One line on what the changes pull in and out. */
  effects(target: string, changes: ReadonlyMap<string, OptionValue>): string;
  /** One line on what the next build would compile. */
  foresee(target: string, changes: ReadonlyMap<string, OptionValue>): Promise<string>;
  /** Of an option: what it pulls in, its bytes in the last build, what changing it would compile. */
  cost(target: string, changes: ReadonlyMap<string, OptionValue>, option: ConfiguredOption): Promise<string[]>;
  /** Writes project.json. @returns a line on what was done */
  save(target: string | undefined, changes: ReadonlyMap<string, OptionValue>): string;
}

export interface Refusal {
  readonly lines: readonly string[];
  readonly ways: readonly ReadonlyMap<string, OptionValue>[];
}

type Overlay =
  | { readonly kind: 'text'; readonly title: string; lines: readonly string[]; from: number }
  | { readonly kind: 'input'; readonly title: string; text: string; readonly done: (text: string) => void }
  | {
      readonly kind: 'ask';
      readonly title: string;
      readonly lines: readonly string[];
      readonly keys: ReadonlyMap<string, () => void>;
    }
  | { readonly kind: 'found'; readonly title: string; readonly options: readonly ConfiguredOption[]; at: number };

const BUTTONS = ['Select', 'Exit', 'Help', 'Save'] as const;

export class Editor {
  changes: ReadonlyMap<string, OptionValue> = new Map();
  configuration: Configuration;
  private path: readonly string[] = [];
  /** The line that is marked in each menu on the way. */
  private cursors: number[] = [0];
  private hidden = false;
  private button = 0;
  private overlay: Overlay | undefined;
  private note = '';
  private forecast = '';
  private round = 0;
  /** Set when the editor is left. */
  finished: string | undefined;

  constructor(
    private readonly services: Services,
    private target: string,
    /** Something that comes later is there to be drawn. */
    private readonly changed: () => void,
  ) {
    this.configuration = services.resolve(target, this.changes);
    this.look();
  }

  private get items(): Item[] {
    return itemsOf(this.services.workspace, this.configuration, this.path, this.hidden);
  }

  private get cursor(): number {
    return Math.max(0, Math.min(this.cursors.at(-1) ?? 0, this.items.length - 1));
  }

  private get item(): Item | undefined {
    return this.items[this.cursor];
  }

  /** Asks anew what the next build would do. What was asked before no longer counts. */
  private look(): void {
    const round = ++this.round;
    this.forecast = 'the next build: …';
    this.services.foresee(this.target, this.changes).then(
      (text) => {
        if (round !== this.round) return;
        this.forecast = text;
        this.changed();
      },
      () => undefined,
    );
  }

  private apply(target: string, changes: ReadonlyMap<string, OptionValue>, name: string): void {
    try {
      this.configuration = this.services.resolve(target, changes);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'UnicoreError') throw error;
      this.refuse(target, changes, name);
      return;
    }
    this.target = target;
    this.changes = changes;
    this.note = this.services.effects(target, changes);
    this.look();
  }

  private refuse(target: string, changes: ReadonlyMap<string, OptionValue>, name: string): void {
    const { lines, ways } = this.services.explain(target, changes, name);
    const keys = new Map<string, () => void>();
    const offers = ways.slice(0, 9).map((way, index) => {
      keys.set(String(index + 1), () => this.apply(target, new Map([...changes, ...way]), name));
      return ` ${index + 1}  also ${[...way].map(([option, value]) => `${option}=${String(value)}`).join(' ')}`;
    });
    const head = offers.length > 0 ? ['', 'What would allow it:', ...offers] : [];
    this.overlay = { kind: 'ask', title: 'It cannot be so', lines: [...lines, ...head, '', ' Esc  leaves it'], keys };
  }

  private change(name: string, value: OptionValue): void {
    this.apply(this.target, new Map([...this.changes, [name, value]]), name);
  }

  private toggle(option: ConfiguredOption, value?: boolean): void {
    if (option.manifest.type !== 'bool') return this.enter();
    this.change(option.name, value ?? option.value !== true);
  }

  private edit(option: ConfiguredOption): void {
    const { name, manifest, value } = option;
    const unit = manifest.unit && manifest.unit !== 'none' ? ` (${manifest.unit})` : '';
    this.overlay = {
      kind: 'input',
      title: `${manifest.prompt ?? name}${unit}`,
      text: String(value),
      done: (text) => this.change(name, text),
    };
  }

  private open(id: string): void {
    this.path = [...this.path, id];
    this.cursors = [...this.cursors, 0];
    const at = this.items.findIndex((item) => item.kind === 'pick' && item.on);
    if (at > 0) this.cursors[this.cursors.length - 1] = at;
  }

  private enter(): void {
    const { item } = this;
    if (item === undefined) return;
    if (item.kind === 'menu') this.open(item.id);
    else if (item.kind === 'pick') this.pick(item.name, item.value);
    else if (item.off) this.note = `${item.option.name}: ${item.option.why.text}; ? tells more`;
    else if (item.option.manifest.type === 'choice')
      this.open(item.option.name.slice(item.option.name.indexOf('.') + 1));
    else if (item.option.manifest.type === 'bool') this.toggle(item.option);
    else this.edit(item.option);
  }

  private pick(name: string, value: string): void {
    if (name === TARGETS) this.apply(value, this.changes, name);
    else if (name.startsWith('use.')) this.change(name, this.providers(name.slice('use.'.length), value));
    else this.change(name, value);
    if (this.overlay === undefined) this.back();
  }

  /** Of a capability that has many, one is added or taken away. */
  private providers(capability: string, name: string): string {
    if (this.services.workspace.projects.get(capability)?.manifest.cardinality !== 'many') return name;
    const chosen = this.items.flatMap((item) => (item.kind === 'pick' && item.on ? [item.value] : []));
    return (chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]).join(',');
  }

  private back(): void {
    if (this.path.length === 0) return this.leave();
    this.path = this.path.slice(0, -1);
    this.cursors = this.cursors.slice(0, -1);
  }

  private leave(): void {
    if (this.changes.size === 0) {
      this.finished = 'nothing was changed\n';
      return;
    }
    this.askSave(true);
  }

  private askSave(leaving: boolean): void {
    if (this.changes.size === 0) {
      this.note = 'there is nothing to save';
      return;
    }
    const save = (target: string | undefined) => (): void => {
      let told: string;
      try {
        told = this.services.save(target, this.changes);
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'UnicoreError') throw error;
        this.overlay = { kind: 'text', title: 'Nothing was saved', lines: error.message.split('\n'), from: 0 };
        return;
      }
      if (leaving) this.finished = told;
      this.note = told.split('\n')[0] ?? '';
      this.changes = new Map();
      this.configuration = this.services.resolve(this.target, this.changes);
      this.look();
    };
    const keys = new Map<string, () => void>([
      ['a', save(undefined)],
      ['t', save(this.target)],
    ]);
    if (leaving) keys.set('n', () => (this.finished = 'nothing was saved\n'));
    const lines = [...this.changes].map(([name, value]) => `  ${name}=${String(value)}`);
    const ways = [
      ' a  for all targets',
      ` t  for ${this.target} alone`,
      ...(leaving ? [' n  not at all'] : []),
      ' Esc  back',
    ];
    this.overlay = { kind: 'ask', title: 'Save into project.json?', lines: [...lines, '', ...ways], keys };
  }

  private help(option: ConfiguredOption | undefined): void {
    const lines = option ? helpOf(this.configuration, option) : KEYS;
    const overlay: Overlay = { kind: 'text', title: option?.name ?? 'Keys', lines: [...lines], from: 0 };
    this.overlay = overlay;
    if (option === undefined) return;
    overlay.lines = [...lines, '', 'the cost: …'];
    this.services.cost(this.target, this.changes, option).then(
      (cost) => {
        overlay.lines = [...lines, '', ...cost];
        this.changed();
      },
      (error: unknown) => {
        overlay.lines = [...lines, '', String((error as Error).message)];
        this.changed();
      },
    );
  }

  private find(): void {
    this.overlay = {
      kind: 'input',
      title: 'Search names, prompts and help',
      text: '',
      done: (text) => {
        const options = search(this.configuration, text);
        const title = `${options.length} found for "${text}"`;
        this.overlay = { kind: 'found', title, options, at: 0 };
      },
    };
  }

  /** To an option's line in its own menu. */
  private go({ name }: ConfiguredOption): void {
    this.path = [ownerOf(this.configuration, name)];
    const isIt = (item: Item): boolean => item.kind === 'option' && item.option.name === name;
    if (!this.items.some(isIt)) this.hidden = true;
    this.cursors = [0, this.items.findIndex(isIt)];
  }

  private move(by: number): void {
    this.cursors[this.cursors.length - 1] = Math.max(0, Math.min(this.items.length - 1, this.cursor + by));
    this.note = '';
  }

  /** Keys by the names that terminal-kit gives them. */
  key(name: string): void {
    if (name === 'CTRL_C') {
      this.finished = 'nothing was saved\n';
      return;
    }
    if (this.overlay) this.overlayKey(this.overlay, name);
    else this.menuKey(name);
  }

  private overlayKey(overlay: Overlay, name: string): void {
    const close = (): void => {
      if (this.overlay === overlay) this.overlay = undefined;
    };
    if (name === 'ESCAPE') return close();
    if (overlay.kind === 'text') {
      if (name === 'DOWN' || name === 'j')
        overlay.from = Math.min(overlay.from + 1, Math.max(0, overlay.lines.length - 1));
      else if (name === 'UP' || name === 'k') overlay.from = Math.max(0, overlay.from - 1);
      else close();
    } else if (overlay.kind === 'input') {
      if (name === 'ENTER') {
        this.overlay = undefined;
        overlay.done(overlay.text);
      } else if (name === 'BACKSPACE' || name === 'DELETE') overlay.text = overlay.text.slice(0, -1);
      else if (name === 'CTRL_U') overlay.text = '';
      else if ([...name].length === 1) overlay.text += name;
    } else if (overlay.kind === 'ask') {
      const act = overlay.keys.get(name);
      if (act === undefined) return;
      close();
      act();
    } else {
      const { options } = overlay;
      if (name === 'DOWN' || name === 'j') overlay.at = Math.min(options.length - 1, overlay.at + 1);
      else if (name === 'UP' || name === 'k') overlay.at = Math.max(0, overlay.at - 1);
      else if (name === '?') this.help(options[overlay.at]);
      else if (name === 'ENTER') {
        close();
        if (options[overlay.at]) this.go(options[overlay.at]!);
      }
    }
  }

  private menuKey(name: string): void {
    const { item } = this;
    const option = item?.kind === 'option' ? item.option : undefined;
    const page = 10;
    const actions: Readonly<Record<string, () => void>> = {
      UP: () => this.move(-1),
      k: () => this.move(-1),
      DOWN: () => this.move(1),
      j: () => this.move(1),
      PAGE_UP: () => this.move(-page),
      PAGE_DOWN: () => this.move(page),
      HOME: () => this.move(-this.items.length),
      END: () => this.move(this.items.length),
      LEFT: () => (this.button = (this.button + BUTTONS.length - 1) % BUTTONS.length),
      RIGHT: () => (this.button = (this.button + 1) % BUTTONS.length),
      TAB: () => (this.button = (this.button + 1) % BUTTONS.length),
      ENTER: () => this.press(option),
      ' ': () => (option && item?.kind === 'option' && !item.off ? this.toggle(option) : this.enter()),
      y: () => option && this.toggle(option, true),
      n: () => option && this.toggle(option, false),
      '?': () => this.help(option),
      h: () => this.help(option),
      '/': () => this.find(),
      z: () => (this.hidden = !this.hidden),
      s: () => this.askSave(false),
      ESCAPE: () => this.back(),
      q: () => this.leave(),
    };
    actions[name]?.();
  }

  private press(option: ConfiguredOption | undefined): void {
    const button = BUTTONS[this.button];
    this.button = 0;
    if (button === 'Exit') this.back();
    else if (button === 'Help') this.help(option);
    else if (button === 'Save') this.askSave(false);
    else this.enter();
  }

  private shownOverlay(): Shown['overlay'] {
    const { overlay } = this;
    if (overlay === undefined) return undefined;
    if (overlay.kind === 'text') return { title: overlay.title, lines: overlay.lines.slice(overlay.from) };
    if (overlay.kind === 'input')
      return {
        title: overlay.title,
        lines: [`${overlay.text}_`, '', 'Enter takes it, Esc leaves it, Ctrl-U empties it'],
      };
    if (overlay.kind === 'ask') return overlay;
    const lines = overlay.options.map(
      ({ name, manifest, value }) => `${name} = ${String(value)}  ${manifest.prompt ?? ''}`,
    );
    return { title: overlay.title, lines: lines.length > 0 ? lines : ['nothing'], marked: overlay.at };
  }

  screen(width: number, height: number): Line[] {
    const { application } = this.configuration;
    const marks = this.changes.size === 0 ? '' : `  [${this.changes.size} changed]`;
    return drawn(
      {
        title: `${application.name} for ${this.target}${marks}`,
        path: this.path.length === 0 ? '' : `> ${this.path.join(' > ')}`,
        items: this.items.map(itemText),
        cursor: this.cursor,
        note: this.note,
        forecast: this.forecast,
        buttons: BUTTONS,
        button: this.button,
        overlay: this.shownOverlay(),
      },
      width,
      height,
    );
  }
}

const KEYS = [
  'Arrows, j, k  move; Page Up, Page Down, Home, End',
  'Enter         opens a menu, takes what is marked, edits a value',
  'Space         switches on and off; y on, n off',
  '/             searches names, prompts and help',
  '?, h          help: where, default, why, who selects it, what it costs',
  'z             shows what depends on what is off, with the reason',
  's             saves, for all targets or this one',
  'Esc           back; q leaves',
];
