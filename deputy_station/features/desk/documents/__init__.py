"""Papers of the desk: intake slips, door sign, rota, the whole kit of a reception day."""
