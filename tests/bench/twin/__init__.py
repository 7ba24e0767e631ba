"""The yardstick: Byline's pages and API as Django's and DRF's documentation would have them.

On Byline's models and tables, with the default middleware, template inheritance and includes,
class-based views, select_related and prefetch_related, Paginator and nested ModelSerializers. No
query in a loop, and no caching.
"""
