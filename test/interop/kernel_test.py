"""jupyter_kernel_test with samples for everything that this kernel can do. KERNEL names the kernelspec."""
import os
import unittest

import jupyter_kernel_test


class KernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = os.environ.get("KERNEL", "loopbook")
    language_name = os.environ.get("LANGUAGE_NAME", "typescript")
    file_extension = os.environ.get("FILE_EXTENSION", ".ts")

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('test')"
    completion_samples = [
        {"text": "[1, 2, 3].findLastI", "matches": {"findLastIndex"}},
        {"text": "const zz = 'a'; zz.toUpperC", "matches": {"toUpperCase"}},
    ]
    complete_code_samples = ["1", "const a = 1", "function f(x) { return x * 2 }", "const r = /[(]/", "`a ${1}`", "// it's fine"]
    incomplete_code_samples = ["function f(x) {", "const sum = 1 +", "`a ${[1,2", "[1, 2].map(x =>"]
    invalid_code_samples = ["const = 1 1)", "x = = 1", "}"]
    code_generate_error = "throw new TypeError('kaput')"
    code_execute_result = [
        {"code": "1 + 2 + 3", "result": "6"},
        {"code": "[1, 2, 3].map((n) => n * n)", "result": "[ 1, 4, 9 ]"},
        {"code": "await Promise.resolve('x')", "result": "'x'", "mime": "text/plain"},
    ]
    code_display_data = [
        {"code": "display.html('<b>x</b>')", "mime": "text/html"},
        {"code": "display.markdown('*x*')", "mime": "text/markdown"},
        {"code": "display.svg('<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>')", "mime": "image/svg+xml"},
        {"code": "display.json({ a: 1 })", "mime": "application/json"},
        {"code": "display.latex('$x$')", "mime": "text/latex"},
    ]
    code_history_pattern = "1 + 2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    code_clear_output = "clearOutput()"


if __name__ == "__main__":
    unittest.main()
