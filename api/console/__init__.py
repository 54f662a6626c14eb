"""The console's side of the door: sessions in a cookie, what its pages read and change, and the pages themselves."""
