"""The sheet: tables of one statement a row, as people write them → sources, identities and accounts.

``columns`` says what each column means, ``mapping`` how the columns of another table become these, ``graph`` which
thing a name in a cell stands for, ``values`` what numbers and times mean, ``statements`` what is written for a row.
"""
