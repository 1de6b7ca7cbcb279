namespace QlikConnections;
