namespace QlikConnections.Client;
