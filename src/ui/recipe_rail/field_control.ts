import type { SamplerName } from '../../index.ts';
import { button, element } from '../elements.ts';
import type { ChoiceField, ListField, NumberField, ToggleField } from '../field_kinds.ts';
import { draftOf, endTyping, fieldProblem, textInForce, typeInto } from '../field_problems.ts';
import { strings } from '../i18n/index.ts';
import { recipe } from '../recipe.ts';
import { type FieldName, fieldOf, isShown } from '../recipe_fields.ts';
import { effect } from '../signal.ts';

/** An input for what is typed: a line for a number, more lines for a list of them. */
function textInput(name: FieldName, field: NumberField | ListField): HTMLElement {
  const problem = () => fieldProblem(name);
  const attributes = {
    id: `field-${name}`,
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-description': () => strings().recipe.fields[name].help,
    'aria-invalid': () => (problem() === undefined ? undefined : 'true'),
    'aria-describedby': () => (problem() === undefined ? undefined : `problem-${name}`),
  };
  const input =
    field.kind === 'list'
      ? element('textarea', { ...attributes, rows: 4 })
      : element('input', { ...attributes, type: 'text', inputmode: field.integer ? 'numeric' : 'decimal' });
  input.addEventListener('input', () => typeInto(name, input.value));
  // A value changed from elsewhere (a preset, T) shows at once; what is being typed is left as it is typed.
  effect(() => {
    const text = draftOf(name)() ?? textInForce(name, recipe());
    const isTyped = document.activeElement === input;
    if (!isTyped || (field.kind === 'number' && Number(input.value) !== Number(text))) input.value = text;
  });
  input.addEventListener('blur', () => {
    endTyping();
    input.value = draftOf(name).peek() ?? textInForce(name, recipe.peek());
  });
  return input;
}

function choiceText(name: FieldName, value: string): string {
  const { samplers, recipe: texts } = strings();
  return name === 'chosenSampler' ? samplers[value as SamplerName] : (texts.choices[value] ?? value);
}

function choiceInput(name: FieldName, field: ChoiceField): HTMLElement {
  const select = element(
    'select',
    { id: `field-${name}` },
    ...field.choices.map((value) =>
      element(
        'option',
        {
          value,
          hidden: () => (field.keptChoices?.includes(value) ?? false) && field.get(recipe()) !== value,
        },
        () => choiceText(name, value),
      ),
    ),
  );
  select.addEventListener('change', () => recipe.set(field.set(recipe.peek(), select.value)));
  effect(() => {
    select.value = field.get(recipe());
  });
  return select;
}

function toggle(name: FieldName, field: ToggleField): HTMLElement {
  const input = element('input', { id: `field-${name}`, type: 'checkbox' });
  input.addEventListener('change', () => recipe.set(field.set(recipe.peek(), input.checked)));
  effect(() => {
    input.checked = field.get(recipe());
  });
  return input;
}

/** A labelled control for one setting, with the place for a sentence on what is wrong with its value. */
export function fieldControl(name: FieldName): HTMLElement {
  const field = fieldOf(name);
  const text = () => strings().recipe.fields[name];
  const attributes = { 'data-field': name, title: () => text().help, hidden: () => !isShown(name, recipe()) };
  const label = element('label', { for: `field-${name}` }, () => text().label);
  if (field.kind === 'toggle') {
    return element('div', { class: 'field field-toggle', ...attributes }, toggle(name, field), label);
  }
  if (field.kind === 'choice') {
    return element('div', { class: 'field field-choice', ...attributes }, label, choiceInput(name, field));
  }
  const className = field.kind === 'list' ? 'field field-list' : 'field';
  return element('div', { class: className, ...attributes }, label, textInput(name, field));
}

/** The sentences on the invalid values among `names`, each announced when it appears. */
export function fieldProblems(names: readonly FieldName[]): HTMLElement {
  const lines = names
    .filter((name) => ['number', 'list'].includes(fieldOf(name).kind))
    .map((name) =>
      element(
        'p',
        { id: `problem-${name}`, class: 'problem', hidden: () => fieldProblem(name) === undefined },
        element('strong', {}, () => strings().recipe.fields[name].label),
        ' ',
        () => fieldProblem(name) ?? '',
      ),
    );
  return element('div', { class: 'problems', 'aria-live': 'polite' }, ...lines);
}

/** Sentences on settings that are valid but do not go together, each announced when it appears. */
export function obstacleLines(obstacles: readonly (() => string | undefined)[]): HTMLElement {
  const lines = obstacles.map((obstacle) =>
    element('p', { class: 'problem', hidden: () => obstacle() === undefined }, () => obstacle() ?? ''),
  );
  return element('div', { class: 'obstacles', 'aria-live': 'polite' }, ...lines);
}

/** A group of radio buttons drawn as one row, for a choice among two or three. */
export function segments<T extends string | number>(
  name: string,
  label: () => string,
  values: readonly T[],
  text: (value: T) => string,
  chosen: () => T,
  choose: (value: T) => void,
): HTMLElement {
  const options = values.map((value) => {
    const input = element('input', { type: 'radio', name, value, id: `${name}-${value}` });
    input.addEventListener('change', () => choose(value));
    effect(() => {
      input.checked = chosen() === value;
    });
    return element(
      'span',
      { class: 'segment' },
      input,
      element('label', { for: input.id }, () => text(value)),
    );
  });
  const legend = element('legend', { class: 'visually-hidden' }, label);
  return element('fieldset', { class: 'segments' }, legend, ...options);
}

/** A quiet button that reads like a link. */
export function textButton(text: () => string, onClick: () => void, attributes = {}): HTMLButtonElement {
  return button({ class: 'text-button', ...attributes }, onClick, text);
}
