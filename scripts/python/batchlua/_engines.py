"""The engines that run tasks: threads that wait for processes, Spark, or Ray."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, List, Optional, Protocol, runtime_checkable

from ._task import Outcome, Task

#: Calls each task, and gives the outcomes in their order.
Runner = Callable[[List[Task]], List[Outcome]]


@runtime_checkable
class SparkLike(Protocol):
    """A ``pyspark.sql.SparkSession`` that is no client of Spark Connect."""

    @property
    def sparkContext(self) -> Any: ...


@runtime_checkable
class RayModule(Protocol):
    """The module ``ray``."""

    def remote(self, *args: Any, **kwargs: Any) -> Any: ...

    def get(self, *args: Any, **kwargs: Any) -> Any: ...


def engine_of(engine: object, workers: Optional[int]) -> Runner:
    """Raises ``TypeError`` for an unknown engine."""
    if engine == "local":
        return lambda tasks: _local(tasks, workers)
    if isinstance(engine, RayModule):
        return lambda tasks: _ray(engine, tasks)
    if isinstance(engine, SparkLike):
        return lambda tasks: _spark(engine.sparkContext, tasks)
    raise TypeError(f"engine is 'local', a SparkSession or the module ray, not {engine!r}")


def _call(task: Task) -> Outcome:
    return task()


def _local(tasks: List[Task], workers: Optional[int]) -> List[Outcome]:
    with ThreadPoolExecutor(workers or len(os.sched_getaffinity(0))) as pool:
        return list(pool.map(_call, tasks))


def _spark(context: Any, tasks: List[Task]) -> List[Outcome]:
    if not tasks:
        return []
    slices = _slices(context.defaultParallelism, [task.path for task in tasks])
    numbered = context.parallelize(list(enumerate(tasks)), slices)
    done = numbered.map(lambda pair: (pair[0], pair[1]())).collect()
    return [outcome for _, outcome in sorted(done, key=lambda pair: pair[0])]


def _slices(cores: int, paths: List[str]) -> int:
    """The number of tasks. Starting one takes Spark as long as the program needs for 20 MB, but
    the tasks of a lost executor run again. So files share a task up to the size of Spark's own
    partitions."""
    together = 128 << 20
    size = sum(os.path.getsize(path) if os.path.exists(path) else together for path in paths)
    return min(len(paths), max(2 * cores, -(-size // together)))


def _ray(ray: Any, tasks: List[Task]) -> List[Outcome]:
    remote = ray.remote(_call)
    outcomes: List[Outcome] = ray.get([remote.remote(task) for task in tasks])
    return outcomes
