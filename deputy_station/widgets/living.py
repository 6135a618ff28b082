"""Whether an object of Qt is still there.

`shiboken6.isValid` takes whatever can be asked by index for a list and looks at its members: a form, which gives its
fields by name, made it fail.
"""

from PySide6.QtCore import QObject


def is_there(object_of_qt: QObject) -> bool:
    """False once Qt has taken the object down."""
    try:
        object_of_qt.signalsBlocked()
    except RuntimeError:
        return False
    return True
