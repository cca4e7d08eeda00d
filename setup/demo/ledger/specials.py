class SpecialsBook:
    def __init__(self, sales, payments, customers): pass
    def add_all(self): pass
