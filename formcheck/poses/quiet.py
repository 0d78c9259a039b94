from contextlib import contextmanager
@contextmanager
def quiet_native_logs():
    yield
