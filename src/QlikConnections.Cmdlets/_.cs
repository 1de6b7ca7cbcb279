namespace QlikConnections.Cmdlets;
