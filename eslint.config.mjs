import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const bans = [
  { selector: 'ExportDefaultDeclaration', message: 'Export by name' },
  { selector: 'ExportAllDeclaration', message: 'Import from the defining file instead' },
];
const environmentBan = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only platform/config.ts and entry points read the environment',
};

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'node_modules', '.bordero', 'src/dashboard'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'max-lines': ['error', { max: 300 }],
      'no-console': 'error',
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...bans, environmentBan],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, properties: false } },
      ],
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: [
      'src/platform/config.ts',
      'src/server/main.ts',
      'workers/main.ts',
      'src/cli/*.ts',
      'src/platform/embedded/*-process.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ...bans] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': ['error', ...bans],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: { process: 'readonly', setInterval: 'readonly', clearInterval: 'readonly' },
    },
    rules: { 'no-restricted-syntax': 'off', 'max-lines': 'off' },
  },
);
